import type { TraitClaim, TraitClaims } from '#schemas/profile.ts';
import type { TraitStrategy } from '#schemas/trait-strategy.ts';
import { limits } from './limits.ts';
import type { FoldEvent } from './types.ts';

/** What each identity says of one trait. */
type Claims = Readonly<Record<string, TraitClaim>>;
type Entry = [identity: string, claim: TraitClaim];

const byTime =
  (time: 'since' | 'at') =>
  ([a, one]: Entry, [b, other]: Entry): number =>
    one[time].getTime() - other[time].getTime() || (a < b ? -1 : 1);

/** The claims about a trait once an event says a value of it; null takes back what its identity said. */
export const withClaim = (
  claims: Claims,
  { identity, at, source }: Pick<FoldEvent, 'identity' | 'at' | 'source'>,
  value: unknown,
): Claims => {
  // a rectification stands over what any identity said
  const { [identity]: own, ...others } = source === 'system' ? {} : claims;
  if (value === null) return others;
  const all: Entry[] = [...Object.entries(others), [identity, { value, since: own?.since ?? at, at }]];
  return Object.fromEntries(all.sort(byTime('at')).slice(-limits.traitIdentities));
};

const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

const distinct = (values: readonly unknown[]): unknown[] => [
  ...new Map(values.map((value) => [JSON.stringify(value), value])).values(),
];

/** Of numbers alone; where no identity says one, the newest value. */
const overNumbers = (values: readonly unknown[], combine: (numbers: number[]) => number): unknown => {
  const numbers = values.filter((value): value is number => typeof value === 'number');
  return numbers.length === 0 ? values.at(-1) : combine(numbers);
};

/**
 * What a trait comes to, of each identity's own newest value: the newest of all, that of the identity that said one
 * first, the largest or the sum of the numbers, or everything that any of them says, as a list in order of time.
 * Undefined where nobody says anything.
 * @example combined('sum', { 'customer_id:7': { value: 2, since, at }, 'anonymous_id:a': { value: 3, since, at } }) // 5
 */
export const combined = (strategy: TraitStrategy, claims: Claims): unknown => {
  const entries = Object.entries(claims);
  const values = [...entries].sort(byTime('at')).map(([, { value }]) => value);
  switch (strategy) {
    case 'latest':
      return values.at(-1);
    case 'oldest':
      return [...entries].sort(byTime('since'))[0]?.[1].value;
    case 'max':
      return overNumbers(values, (numbers) => Math.max(...numbers));
    case 'sum':
      return overNumbers(values, (numbers) =>
        [...numbers].sort((a, b) => a - b).reduce((sum, n) => sum + n, 0),
      );
    case 'union':
      return values.length === 0 ? undefined : distinct(values.flatMap(asList));
  }
};

/** The claims of a profile with those about one trait in place. */
export const claimsAfter = (all: TraitClaims, trait: string, claims: Claims): TraitClaims => {
  const { [trait]: _, ...others } = all;
  return Object.keys(claims).length === 0 ? others : { ...others, [trait]: claims };
};
