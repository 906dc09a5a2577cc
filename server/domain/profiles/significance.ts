import type { Profile } from '#schemas/profile.ts';
import { own } from './records.ts';

const divergenceFrom = (share: number, middle: number): number =>
  share === 0 ? 0 : share * Math.log2(share / middle);

/** What a share of all weights adds to the divergence, as it was and as it is. */
const shareMoved = (p: number, q: number): number => {
  const middle = (p + q) / 2;
  return (divergenceFrom(p, middle) + divergenceFrom(q, middle)) / 2;
};

/**
 * How much an event changed what we believe of a customer's taste, 0 to 1: the Jensen–Shannon divergence (base
 * 2) between the category affinities before and after it, each as shares of their sum. 0 when it said nothing
 * new, 1 when it is the first thing we know. Only shares count, so mere passing of time changes nothing.
 * A weight has the same place in both lists. All that stayed count as one: their shares changed by one factor, and
 * such shares add to a divergence what their sum adds.
 * Source: J. Lin, Divergence measures based on the Shannon entropy, IEEE Trans. Inf. Theory 37 (1991).
 * @example significance([1, 0], [1, 1]) // 0.311…
 */
export const significance = (before: readonly number[], after: readonly number[]): number => {
  let sumBefore = 0;
  let sumAfter = 0;
  let stayed = 0;
  for (let index = 0; index < before.length; index += 1) {
    const was = before[index]!;
    const is = after[index]!;
    sumBefore += was;
    sumAfter += is;
    if (was === is) stayed += was;
  }
  if (sumBefore === 0 || sumAfter === 0) return sumBefore === sumAfter ? 0 : 1;
  let divergence = shareMoved(stayed / sumBefore, stayed / sumAfter);
  for (let index = 0; index < before.length; index += 1) {
    const was = before[index]!;
    const is = after[index]!;
    if (was !== is) divergence += shareMoved(was / sumBefore, is / sumAfter);
  }
  return Math.min(1, Math.max(0, divergence));
};

/** The share of keys, of those in either record, whose value is not the same in both. */
const changedShare = (before: Record<string, unknown>, after: Record<string, unknown>): number => {
  if (before === after) return 0;
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  if (keys.size === 0) return 0;
  const changed = [...keys].filter((key) => {
    const [was, is] = [own(before, key), own(after, key)];
    // most are the very same, and a trait may be long
    return was !== is && JSON.stringify(was) !== JSON.stringify(is);
  });
  return changed.length / keys.size;
};

type Beliefs = Pick<Profile, 'traits' | 'consent'> & { orders: number };

/**
 * The part of a profile that significance compares, as it is now.
 * @example beliefsIn(profile).traits === profile.traits // true
 */
export const beliefsIn = ({ counters, traits, consent }: Profile): Beliefs => ({
  orders: counters.orders,
  traits,
  consent,
});

/** `shares`: how far those of categories, of brands and of kinds of behavior moved. */
type Moved = { before: Beliefs; after: Beliefs; shares: number };

/**
 * The significance of a behavior, 0 to 1: how far it moved the belief that it moved most. Beliefs are the shares of
 * categories, of brands and of kinds of behavior (divergence, above), how often the customer buys (the share of all
 * orders that are new), and traits and consent (the share of them that changed). The first thing that is known of a
 * customer has 1; what only confirms all that was known has 0.
 * @example eventSignificance({ before: beliefsIn(stranger), after: beliefsIn(buyer), shares: 0.2 }) // 1
 */
export const eventSignificance = ({ before, after, shares }: Moved): number =>
  Math.max(
    shares,
    after.orders === before.orders ? 0 : (after.orders - before.orders) / after.orders,
    changedShare(before.traits, after.traits),
    changedShare(before.consent, after.consent),
  );
