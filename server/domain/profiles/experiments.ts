import type { ExperimentUnit, Profile } from '#schemas/profile.ts';
import { limits } from './limits.ts';
import { foldOutcomes } from './outcomes.ts';
import { own, withCapped } from './records.ts';
import type { FoldContext, FoldEvent } from './types.ts';

type Units = Profile['experiments'];

const withOutcomes = (units: Units, event: FoldEvent, { metrics }: FoldContext): Units => {
  if (!metrics.some((metric) => metric.event === event.type)) return units;
  return Object.fromEntries(
    Object.entries(units).map(([key, unit]): [string, ExperimentUnit] => {
      const outcomes = foldOutcomes(unit, event, metrics);
      return [key, outcomes === unit.outcomes ? unit : { ...unit, outcomes }];
    }),
  );
};

const shown = (unit: ExperimentUnit | undefined, variation: string, at: Date): ExperimentUnit => {
  if (unit === undefined) return { variation, firstAt: at, crossed: false, outcomes: {} };
  return unit.variation === variation || unit.crossed ? unit : { ...unit, crossed: true };
};

/**
 * The experiments a customer takes part in: the variation shown first counts, whatever is shown later, and the
 * outcomes are everything the customer did in each metric's window after it. Events are folded in order of time, those
 * of an anonymous visitor who became known with the customer's own: so of two exposures the earlier wins. At most 200
 * experiments; one that would be the 201st is not counted.
 */
export const foldExperiments = (units: Units, event: FoldEvent, context: FoldContext): Units => {
  const counted = withOutcomes(units, event, context);
  const assigned = event.kind === 'variant_shown' ? event.exposure?.experiment : undefined;
  if (assigned === undefined) return counted;
  const unit = own(counted, assigned.key);
  const next = shown(unit, assigned.variation, event.at);
  if (next === unit) return counted;
  return withCapped({ record: counted, key: assigned.key, value: next, limit: limits.experiments });
};

/** The sticky assignments: the variation of each experiment that was shown first. */
export const assignmentsOf = (units: Units): Record<string, string> =>
  Object.fromEntries(Object.entries(units).map(([key, { variation }]) => [key, variation]));
