import type { Profile } from '#schemas/profile.ts';
import { own } from './records.ts';

type Weights = Record<string, number>;

const total = (weights: Weights): number => Object.values(weights).reduce((sum, value) => sum + value, 0);

const divergenceFrom = (share: number, middle: number): number =>
  share === 0 ? 0 : share * Math.log2(share / middle);

/**
 * How much an event changed what we believe of a customer's taste, 0 to 1: the Jensen–Shannon divergence (base
 * 2) between the category affinities before and after it, each as shares of their sum. 0 when it said nothing
 * new, 1 when it is the first thing we know. Only shares count, so mere passing of time changes nothing.
 * Source: J. Lin, Divergence measures based on the Shannon entropy, IEEE Trans. Inf. Theory 37 (1991).
 * @example significance({ tea: 1 }, { tea: 1, coffee: 1 }) // 0.311…
 */
export const significance = (before: Weights, after: Weights): number => {
  const [sumBefore, sumAfter] = [total(before), total(after)];
  if (sumBefore === 0 || sumAfter === 0) return sumBefore === sumAfter ? 0 : 1;
  let divergence = 0;
  const add = (key: string): void => {
    const p = (own(before, key) ?? 0) / sumBefore;
    const q = (own(after, key) ?? 0) / sumAfter;
    const middle = (p + q) / 2;
    divergence += (divergenceFrom(p, middle) + divergenceFrom(q, middle)) / 2;
  };
  for (const key of Object.keys(before)) add(key);
  for (const key of Object.keys(after)) if (!Object.hasOwn(before, key)) add(key);
  return Math.min(1, Math.max(0, divergence));
};

/** The share of keys, of those in either record, whose value is not the same in both. */
const changedShare = (before: Record<string, unknown>, after: Record<string, unknown>): number => {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  if (keys.size === 0) return 0;
  const changed = [...keys].filter((key) => {
    const [was, is] = [own(before, key), own(after, key)];
    // most are the very same, and a trait may be long
    return was !== is && JSON.stringify(was) !== JSON.stringify(is);
  });
  return changed.length / keys.size;
};

type Beliefs = Pick<Profile, 'affinities' | 'counters' | 'traits' | 'consent'>;
type Belief = (before: Beliefs, after: Beliefs) => number;

/**
 * The part of a profile that significance is about, as it is now.
 * @example beliefsIn(profile).traits === profile.traits // true
 */
export const beliefsIn = ({ affinities, counters, traits, consent }: Profile): Beliefs => ({
  affinities,
  counters,
  traits,
  consent,
});

/** What is believed of a customer, each with how far an event moved it, 0 to 1. */
const beliefs: readonly Belief[] = [
  ({ affinities: a }, { affinities: b }) => (a === b ? 0 : significance(a.categories, b.categories)),
  ({ affinities: a }, { affinities: b }) => (a === b ? 0 : significance(a.brands, b.brands)),
  ({ counters: a }, { counters: b }) => significance(a.events, b.events),
  ({ counters: a }, { counters: b }) => (b.orders === a.orders ? 0 : (b.orders - a.orders) / b.orders),
  ({ traits: a }, { traits: b }) => (a === b ? 0 : changedShare(a, b)),
  ({ consent: a }, { consent: b }) => (a === b ? 0 : changedShare(a, b)),
];

/**
 * The significance of a behavior, 0 to 1: how far it moved the belief that it moved most. Beliefs are the shares of
 * categories, of brands and of kinds of behavior (divergence, above), how often the customer buys (the share of all
 * orders that are new), and traits and consent (the share of them that changed). The first thing that is known of a
 * customer has 1; what only confirms all that was known has 0.
 * @example profileSignificance(stranger, afterFirstOrder) // 1
 */
export const profileSignificance = (before: Beliefs, after: Beliefs): number =>
  beliefs.reduce((most, moved) => Math.max(most, moved(before, after)), 0);
