import type { GraphState, GraphTransition } from '#server/domain/journeys/graph.ts';
import { conditionSentence } from '../conditions/sentence.ts';
import { type NameOf, nameless } from '../names/name-of.ts';
import { formatDuration, humanize } from '../ui/format.ts';

export type CountedState = GraphState & { customers: number };

/** A journey in force, as the admin API draws it. */
export type DrawnJourney = { key: string; states: CountedState[]; transitions: GraphTransition[] };

export const graphPath = (key: string): string => `journeys/${encodeURIComponent(key)}/graph`;

const triggerPhrase = ({ trigger }: GraphTransition): string => {
  switch (trigger.type) {
    case 'event':
      return humanize(trigger.event);
    case 'delay':
      return `after ${formatDuration(trigger.ms)}`;
    case 'always':
      return 'at once';
  }
};

/**
 * What makes a customer take an arrow.
 * @example transitionPhrase({ from: 'a', to: 'b', trigger: { type: 'delay', ms: 3_600_000 }, guard: null }) // 'after 1 h'
 */
export const transitionPhrase = (transition: GraphTransition, nameOf: NameOf = nameless): string =>
  `${triggerPhrase(transition)}${transition.guard ? `, if ${conditionSentence(transition.guard, nameOf)}` : ''}`;

/** The states in which a customer can stand: those that have no states of their own. */
export const leafStates = ({ states }: DrawnJourney): CountedState[] =>
  states.filter(({ type }) => type !== 'compound');

type Effect = {
  pin?: Record<string, string>;
  include?: Record<string, string>;
  boost?: { variant: string }[];
};

/** The variants that a state pins, includes or boosts. */
export const effectPhrase = (
  { meta }: Pick<GraphState, 'meta'>,
  nameOf: NameOf = nameless,
): string | undefined => {
  const decide = meta?.['decide'] as Effect | undefined;
  if (decide === undefined) return undefined;
  const named = (variant: string): string => nameOf('variants', variant) ?? variant;
  const phrases = [
    ...Object.values(decide.pin ?? {}).map((variant) => `shows ${named(variant)}`),
    ...Object.values(decide.include ?? {}).map((variant) => `adds ${named(variant)}`),
    ...(decide.boost ?? []).map(({ variant }) => `boosts ${named(variant)}`),
  ];
  return phrases.length === 0 ? undefined : phrases.join(', ');
};
