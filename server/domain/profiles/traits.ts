import type { Profile } from '#schemas/profile.ts';
import type { TraitStrategy } from '#schemas/trait-strategy.ts';
import { limits } from './limits.ts';
import { withCapped } from './records.ts';
import { claimsAfter, combined, withClaim } from './trait-claims.ts';
import type { FoldEvent } from './types.ts';

const timeZones = new Set(['UTC', ...Intl.supportedValuesOf('timeZone')]);

type Traits = Pick<Profile, 'traits' | 'traitClaims'>;
type Strategies = Readonly<Record<string, TraitStrategy>>;

const without = (record: Profile['traits'], key: string): Profile['traits'] => {
  const { [key]: _, ...rest } = record;
  return rest;
};

/** One trait as it is now; null and undefined remove it. */
const withTrait = (traits: Profile['traits'], key: string, value: unknown): Profile['traits'] =>
  value === null || value === undefined
    ? without(traits, key)
    : withCapped({ record: traits, key, value, limit: limits.traits });

type Told = { event: FoldEvent; strategy: TraitStrategy };

const isShort = (value: unknown): boolean => (JSON.stringify(value) ?? '').length <= limits.traitLength;

/** A trait that is more than the newest value: what the event's identity says, beside what the others do. */
const withCombined = (now: Traits, key: string, said: unknown, { event, strategy }: Told): Traits => {
  const all = now.traitClaims ?? {};
  const claims = withClaim(Object.hasOwn(all, key) ? all[key]! : {}, event, said);
  const value = combined(strategy, claims);
  const traits = isShort(value) ? withTrait(now.traits, key, value) : now.traits;
  return { traits, traitClaims: claimsAfter(all, key, claims) };
};

/**
 * What the shop said about the customer: each trait's newest value, or what its strategy makes of each identity's
 * own; null removes it; at most 200, each at most 4,000 long. What was given, when the event says nothing of them.
 */
export const foldTraits = (profile: Traits, event: FoldEvent, strategies: Strategies = {}): Traits => {
  if (event.kind !== 'identified' || event.data.traits === undefined) return profile;
  let now: Traits = {
    traits: profile.traits,
    ...(profile.traitClaims && { traitClaims: profile.traitClaims }),
  };
  for (const [key, value] of Object.entries(event.data.traits)) {
    if (!isShort(value)) continue;
    const strategy = Object.hasOwn(strategies, key) ? strategies[key]! : 'latest';
    now =
      strategy === 'latest'
        ? { ...now, traits: withTrait(now.traits, key, value) }
        : withCombined(now, key, value, { event, strategy });
  }
  return now;
};

/** The newest time zone that a trait or an event's context names, if it is one. */
export const foldTimeZone = (timeZone: string | undefined, event: FoldEvent): string | undefined => {
  const traits = event.kind === 'identified' ? event.data.traits : undefined;
  const named = traits?.['time_zone'] ?? event.context['time_zone'];
  return typeof named === 'string' && timeZones.has(named) ? named : timeZone;
};
