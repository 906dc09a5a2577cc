import type { StoredEvent } from '#schemas/event.ts';
import type { Profile } from '#schemas/profile.ts';
import { type FoldChanges, type Folded, foldChanges, type Moments } from './changes.ts';
import { emptyProfile } from './empty.ts';

type Person = { profile: Profile; history?: readonly StoredEvent[] };

/**
 * What customers add to the sums by being in them. Showings and clicks by day are those of the histories that are
 * given; without them only what the profiles themselves hold is told.
 * @example contributionOf([{ profile }]).totals // [{ experiment: 'hero', variation: 'b', n: 1, … }]
 */
export const contributionOf = (people: readonly Person[]): FoldChanges =>
  foldChanges(
    people.map(({ profile, history = [] }): Folded => {
      const { id, identities, subject, firstSeenAt } = profile;
      const before = emptyProfile({ id, identity: identities[0] ?? id, subject, at: firstSeenAt });
      return { before, after: profile, fresh: history };
    }),
  );

const negated = (moments: Moments): Moments =>
  Object.fromEntries(
    Object.entries(moments).map(([metric, { sum, sumOfSquares }]) => [
      metric,
      { sum: -sum, sumOfSquares: -sumOfSquares },
    ]),
  );

/** What takes changes of the sums back: added to them, nothing is left. */
export const takenBack = ({ totals, outcomes, days }: FoldChanges): Omit<FoldChanges, 'units'> => ({
  totals: totals.map((total) => ({
    ...total,
    n: -total.n,
    crossed: -total.crossed,
    metrics: negated(total.metrics),
  })),
  outcomes: outcomes.map((outcome) => ({ ...outcome, n: -outcome.n, metrics: negated(outcome.metrics) })),
  days: days.map((day) => ({
    ...day,
    exposures: -day.exposures,
    clicks: -day.clicks,
    conversions: -day.conversions,
  })),
});
