import type { LeafCondition } from '#schemas/condition.ts';
import type { Choice } from '../../fields/ChoiceField.tsx';
import { humanize } from '../../ui/format.ts';
import { findOption } from '../fact-options.ts';
import type { Known } from './context.ts';

/** What a value is offered from; closed where nothing else makes sense. */
export type Choices = { list: readonly Choice[]; closed: boolean };

const open = (list: readonly Choice[]): Choices => ({ list, closed: false });

/** What exists for the value of a comparison: a fact's own values, segments, an experiment's variations. */
export const choicesFor = (leaf: LeafCondition, known: Known): Choices => {
  const found = findOption(leaf);
  const { path, values } = found?.option.definition ?? {};
  if (values !== undefined) {
    const list = values.map((value) => ({ value, label: humanize(value) }));
    return { list, closed: leaf.operator === 'equal' || leaf.operator === 'notEqual' };
  }
  if (path === 'profile.segments') return open(known.segments);
  if (path === 'experiments.*')
    return open(known.experiments.find(({ value }) => value === found?.text)?.variations ?? []);
  return open([]);
};
