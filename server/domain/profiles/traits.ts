import type { Profile } from '#schemas/profile.ts';
import { limits } from './limits.ts';
import { withCapped } from './records.ts';
import type { FoldEvent } from './types.ts';

const timeZones = new Set(['UTC', ...Intl.supportedValuesOf('timeZone')]);

const without = (record: Profile['traits'], key: string): Profile['traits'] => {
  const { [key]: _, ...rest } = record;
  return rest;
};

/** What the shop said about the customer: the newest value of each trait; null removes it; at most 200, each at most 4,000 long. */
export const foldTraits = (traits: Profile['traits'], event: FoldEvent): Profile['traits'] => {
  if (event.kind !== 'identified' || event.data.traits === undefined) return traits;
  let record = traits;
  for (const [key, value] of Object.entries(event.data.traits))
    if (value === null) record = without(record, key);
    else if (JSON.stringify(value).length <= limits.traitLength)
      record = withCapped({ record, key, value, limit: limits.traits });
  return record;
};

/** The newest time zone that a trait or an event's context names, if it is one. */
export const foldTimeZone = (timeZone: string | undefined, event: FoldEvent): string | undefined => {
  const traits = event.kind === 'identified' ? event.data.traits : undefined;
  const named = traits?.['time_zone'] ?? event.context['time_zone'];
  return typeof named === 'string' && timeZones.has(named) ? named : timeZone;
};
