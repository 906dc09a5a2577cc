import type { Facts } from '#schemas/facts.ts';
import type { Profile } from '#schemas/profile.ts';
import type { Supposition } from '#schemas/simulation.ts';
import { emptyProfile } from '#server/domain/profiles/empty.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';

type Values = Record<string, unknown>;

const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** RFC 7396: objects are merged, null takes away, everything else replaces. */
const merged = (target: unknown, patch: Values): Values => {
  const result = new Map(Object.entries(isObject(target) ? target : {}));
  for (const [key, value] of Object.entries(patch))
    if (value === null) result.delete(key);
    else result.set(key, isObject(value) ? merged(result.get(key), value) : value);
  return Object.fromEntries(result);
};

/** The facts, with what is supposed in their place. */
export const supposeFacts = (facts: Facts, { profile, session, cart, time }: Supposition): Facts => ({
  ...facts,
  profile: merged(facts.profile, profile ?? {}),
  session: merged(facts.session, session ?? {}),
  cart: merged(facts.cart, cart ?? {}),
  time: merged(facts.time, time ?? {}),
});

type Customer = { identity: string; subject: string; at: Date };

/** What decisions read of a profile beside the facts, as supposed; null as long as nothing is known or supposed. */
export const supposeProfile = (
  profile: Profile | null,
  { profile: facts, consent, assignments }: Supposition,
  { identity, subject, at }: Customer,
): Profile | null => {
  const {
    segments,
    journeys,
  }: Pick<NonNullable<Supposition['profile']>, 'segments' | 'journeys'> = facts ?? {};
  const supposed = [segments, journeys, consent, assignments].some((part) => part !== undefined);
  if (!supposed) return profile;
  const base = profile ?? emptyProfile({ id: identity, identity, subject, at });
  const states = Object.entries(journeys ?? {}).map(
    ([key, state]) => [key, { state, since: at, done: false }] as const,
  );
  return {
    ...base,
    segments: segments ?? base.segments,
    journeys: { ...base.journeys, ...Object.fromEntries(states) },
    consent: { ...base.consent, ...consent },
    assignments: { ...base.assignments, ...assignments },
  };
};

/** A release under which nobody is in a segment but by what the profile holds: supposed segments are not computed. */
export const withoutSegments = (release: CompiledRelease): CompiledRelease => ({
  ...release,
  segments: { items: [], layers: [], uploaded: new Map() },
});
