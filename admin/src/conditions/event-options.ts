import { behaviorData } from '#schemas/event.ts';
import { BehaviorType } from '#schemas/key.ts';
import { humanize } from '../ui/format.ts';
import { type FactOption, factOptions } from './fact-options.ts';

const history = factOptions.find(({ definition }) => definition.type === 'history')!;

const optionOf = (event: string, description: string): FactOption => ({
  definition: { ...history.definition, description },
  group: 'What the customer did',
  label: `has performed ${humanize(event)}`,
  open: false,
  event,
});

const everybodys = Object.keys(behaviorData);
const options = everybodys.map((event) => optionOf(event, event));

/** What is written could be the name of an event of the shop's own, if it is one word. */
const ownOption = (text: string): FactOption[] => {
  const { data: event } = BehaviorType.safeParse(text.trim());
  return event === undefined || everybodys.includes(event) ? [] : [optionOf(event, 'an event of your own')];
};

/**
 * Events that can be looked for by name, as if they were facts: those that everybody has, and last what is written.
 * @example eventOptions('quiz_done').at(-1)?.event // 'quiz_done'
 */
export const eventOptions = (text: string): readonly FactOption[] => [...options, ...ownOption(text)];
