import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StoredEvent } from '#schemas/event.ts';
import type { Profile } from '#schemas/profile.ts';
import { type FoldChanges, type Folded, foldChanges } from '#server/domain/profiles/changes.ts';
import { sealEvery } from '#server/domain/profiles/checkpoints.ts';
import { emptyProfile } from '#server/domain/profiles/empty.ts';
import { foldEvents, refoldEvents } from '#server/domain/profiles/fold.ts';
import { compareMoments, isLate } from '#server/domain/profiles/order.ts';
import { history, context as shop } from './events.ts';
import { declaredBy } from './history-cases.ts';

/** Conditions ask how often, and in what order. */
const context = {
  ...shop,
  history: declaredBy([
    { operator: 'performed', value: { event: 'product_viewed', within: '2d' } },
    {
      operator: 'performed',
      value: {
        event: 'added_to_cart',
        within: '12h',
        where: [{ path: '$.quantity', operator: 'equal', value: 1 }],
      },
    },
    {
      operator: 'sequence',
      value: { steps: [{ event: 'product_viewed' }, { event: 'order_completed' }], within: '1d', last: '1w' },
    },
  ]),
};

const empty = (at: Date): Profile =>
  emptyProfile({ id: 'customer_id:7', identity: 'customer_id:7', subject: '7', at });

const inOrder = (events: readonly StoredEvent[]): StoredEvent[] => [...events].sort(compareMoments);

/** Writing to any of it throws. */
const frozen = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) frozen(part);
  return Object.freeze(value);
};

const fromScratch = (events: readonly StoredEvent[]): Folded => {
  const sorted = inOrder(events);
  const before = empty(sorted[0]!.at);
  return { before, after: foldEvents(before, sorted, context).profile, fresh: sorted };
};

/** As events arrive in batches: what is late folds the profile again, everything else is added to it. */
const asTheyArrive = (batches: readonly (readonly StoredEvent[])[]): Folded[] => {
  const known = new Map<string, StoredEvent>();
  let profile: Profile | null = null;
  const folds: Folded[] = [];
  for (const batch of batches) {
    const fresh = inOrder(batch.filter(({ messageId }) => !known.has(messageId)));
    const distinct = [...new Map(fresh.map((item) => [item.messageId, item])).values()];
    if (distinct.length === 0) continue;
    for (const item of distinct) known.set(item.messageId, item);
    const before: Profile = profile ?? empty(distinct[0]!.at);
    const late = distinct.some((item) => isLate(before.watermark, item));
    const result = late
      ? refoldEvents({ before, history: inOrder([...known.values()]), fresh: distinct }, context)
      : foldEvents(before, distinct, context);
    folds.push({ before, after: result.profile, fresh: distinct });
    profile = result.profile;
  }
  return folds;
};

/** Shuffled, with duplicates, cut into batches. */
const arrivals = history.chain((events) =>
  fc.record({
    events: fc.constant(events),
    batches: fc
      .tuple(
        fc.shuffledSubarray(events, { minLength: events.length }),
        fc.array(fc.constantFrom(...events), { maxLength: 8 }),
        fc.integer({ min: 1, max: 6 }),
      )
      .map(([shuffled, duplicates, size]) => {
        const all = [...shuffled, ...duplicates];
        return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
          all.slice(index * size, (index + 1) * size),
        );
      }),
  }),
);

/** The totals that changes add up to, by key, without zeros: what the database would hold. */
const sums = (changes: readonly FoldChanges[]): Record<string, number> => {
  const totals = new Map<string, number>();
  const add = (key: unknown[], value: number): void => {
    const name = JSON.stringify(key);
    totals.set(name, (totals.get(name) ?? 0) + value);
  };
  for (const { totals: experiments, outcomes, days } of changes) {
    for (const { experiment, variation, n, crossed, metrics } of experiments) {
      add(['n', experiment, variation], n);
      add(['crossed', experiment, variation], crossed);
      for (const [metric, { sum, sumOfSquares }] of Object.entries(metrics)) {
        add(['sum', experiment, variation, metric], sum);
        add(['squares', experiment, variation, metric], sumOfSquares);
      }
    }
    for (const { placement, variant, randomized, n, metrics } of outcomes) {
      add(['n', placement, variant, randomized], n);
      for (const [metric, { sum, sumOfSquares }] of Object.entries(metrics)) {
        add(['sum', placement, variant, randomized, metric], sum);
        add(['squares', placement, variant, randomized, metric], sumOfSquares);
      }
    }
    for (const { day, placement, variant, ...counts } of days)
      for (const [count, value] of Object.entries(counts)) add([day, placement, variant, count], value);
  }
  return Object.fromEntries([...totals].filter(([, value]) => value !== 0));
};

describe('folding', () => {
  test('any order and any duplication of the same events gives the same profile', () => {
    fc.assert(
      fc.property(arrivals, ({ events, batches }) => {
        expect(asTheyArrive(batches).at(-1)!.after).toEqual(fromScratch(events).after);
      }),
      { numRuns: 300 },
    );
  });

  test('adding events one by one equals folding them at once', () => {
    fc.assert(
      fc.property(history, (events) => {
        const oneByOne = asTheyArrive(inOrder(events).map((item) => [item])).at(-1)!.after;
        const atOnce = fromScratch(events).after;
        expect(oneByOne).toEqual(atOnce);
        expect(JSON.stringify(oneByOne), 'the order of keys').toBe(JSON.stringify(atOnce));
      }),
    );
  });

  test('the changes along any history add up to the totals computed from scratch', () => {
    fc.assert(
      fc.property(arrivals, ({ events, batches }) => {
        const along = asTheyArrive(batches).map((fold) => foldChanges([fold]));
        expect(sums(along)).toEqual(sums([foldChanges([fromScratch(events)])]));
      }),
      { numRuns: 300 },
    );
  });

  test('the changes of several profiles at once are the sum of the changes of each', () => {
    fc.assert(
      fc.property(fc.array(history, { maxLength: 4 }), (histories) => {
        const folds = histories.map(fromScratch);
        expect(sums([foldChanges(folds)])).toEqual(sums(folds.map((fold) => foldChanges([fold]))));
      }),
    );
  });

  test('folding leaves the profile it was given as it was', () => {
    fc.assert(
      fc.property(history, history, (first, second) => {
        const { after } = fromScratch(first);
        const copy = structuredClone(after);
        foldEvents(after, inOrder(second), context);
        expect(after).toEqual(copy);
      }),
    );
  });

  test('writes to nothing that it was given, and to nothing that it gave', () => {
    fc.assert(
      fc.property(history, history, (first, second) => {
        const [given, more] = [frozen(inOrder(first)), frozen(inOrder(second))];
        const before = frozen(empty(given[0]!.at));
        const { profile } = frozen(foldEvents(before, given, context));
        foldEvents(profile, more, context);
        refoldEvents({ before: profile, history: given, fresh: given }, context);
      }),
    );
  });

  test('a state that was sealed on the way is what its events come to, whatever came after it', () => {
    const events = inOrder(fc.sample(history, { seed: 7, numRuns: 400 }).flat()).map((item, index) => ({
      ...item,
      messageId: `m${String(index).padStart(5, '0')}`,
    }));
    const start = empty(events[0]!.at);
    const sealed = [sealEvery, 2 * sealEvery].map(
      (count) => foldEvents(start, events.slice(0, count), context).profile,
    );
    const whole = foldEvents(start, events.slice(0, 3 * sealEvery - 1), context);
    expect(whole.sealed).toEqual(sealed);
    expect(JSON.stringify(whole.sealed)).toBe(JSON.stringify(sealed));
  });
});
