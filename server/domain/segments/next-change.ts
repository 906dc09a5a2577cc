import type { Facts } from '#schemas/facts.ts';
import type { Profile } from '#schemas/profile.ts';
import { isCounted } from '#server/domain/profiles/history.ts';
import { canonicalJson } from '#server/domain/releases/canonical.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import { type Clock, clockOf, type Leaf } from './clocks.ts';

const minute = 60_000;

/**
 * Every comparison in conditions of whatever shape.
 * @example leavesIn({ all: [{ not: leaf }] }) // [leaf]
 */
export const leavesIn = (value: unknown): Leaf[] => {
  if (typeof value !== 'object' || value === null) return [];
  const { fact, operator } = value as Partial<Leaf>;
  if (typeof fact === 'string' && typeof operator === 'string') return [value as Leaf];
  return Object.values(value).flatMap(leavesIn);
};

const questionOf = ({ fact, path, operator, value }: Leaf): string =>
  canonicalJson([fact, path ?? '$', operator, value]);

/** Segments may ask the same, and ask it once. */
const makeClocks = ({ segments, conditions }: CompiledRelease): Clock[] => {
  const leaves = leavesIn([segments.items.map((segment) => segment.conditions), Object.values(conditions)]);
  const questions = new Map(leaves.map((leaf) => [questionOf(leaf), leaf]));
  return [...questions.values()].map(clockOf);
};

// a release never changes
const made = new WeakMap<CompiledRelease, Clock[]>();

const clocksOf = (release: CompiledRelease): Clock[] => {
  const known = made.get(release) ?? makeClocks(release);
  made.set(release, known);
  return known;
};

/** When a consent ends, or a counter that a release newly declares may have been counted. */
const besidesConditions = (profile: Profile, { history }: CompiledRelease, at: Date): number[] => [
  ...Object.values(profile.consentDetails ?? {}).flatMap(({ until }) =>
    until ? [until.getTime(), until.getTime() + 1] : [],
  ),
  ...(isCounted(profile.history, history) ? [] : [at.getTime() + minute]),
];

type Input = { profile: Profile; facts: Facts; release: CompiledRelease; at: Date };

/**
 * When a customer's memberships may change next although nothing happens: never later than they do, and a little
 * early at times. Null where time changes nothing.
 * @example nextChange({ profile, facts, release, at })?.toISOString() // '2026-03-08T10:00:00.001Z': seen in the last 7 days
 */
export const nextChange = ({ profile, facts, release, at }: Input): Date | null => {
  const now = at.getTime();
  const { settings } = release;
  let next = Number.POSITIVE_INFINITY;
  const consider = (instants: readonly number[]): void => {
    for (const instant of instants) if (instant > now && instant < next) next = instant;
  };
  consider(besidesConditions(profile, release, at));
  for (const clock of clocksOf(release)) consider(clock({ profile, facts, settings, at }));
  return Number.isFinite(next) ? new Date(next) : null;
};
