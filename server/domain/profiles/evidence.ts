import type { AffinityEvidence, Evidence, Profile } from '#schemas/profile.ts';
import type { Interest } from './interests.ts';
import { later } from './order.ts';
import { own } from './records.ts';

type Source = { type: string; at: Date };

const kinds = ['categories', 'brands', 'tags'] as const;

const emptyEvidence = (): AffinityEvidence => ({ categories: {}, brands: {}, tags: {} });

const withEvent = (evidence: Evidence | undefined, { type, at }: Source): Evidence => ({
  events: { ...evidence?.events, [type]: (own(evidence?.events ?? {}, type) ?? 0) + 1 },
  newest: evidence === undefined ? at : later(evidence.newest, at),
});

/**
 * What stands behind the affinities after an event: which behaviors spoke for each name, how often, and when last. A
 * name is counted once an event, and kept as long as its affinity is.
 */
export const foldEvidence = (
  evidence: Profile['evidence'],
  {
    interests,
    affinities,
    event,
  }: Pick<Profile, 'affinities'> & { interests: readonly Interest[]; event: Source },
): Profile['evidence'] => {
  if (interests.length === 0) return evidence;
  const before = evidence ?? emptyEvidence();
  const of = (kind: (typeof kinds)[number]): Record<string, Evidence> => {
    const kept = affinities[kind] ?? {};
    const spoken = new Set(interests.flatMap((interest) => interest[kind]));
    if (spoken.size === 0) return before[kind];
    let records = before[kind];
    for (const name of spoken) records = { ...records, [name]: withEvent(own(records, name), event) };
    const isKept = (name: string): boolean => Object.hasOwn(kept, name);
    if (Object.keys(records).every(isKept)) return records;
    return Object.fromEntries(Object.entries(records).filter(([name]) => isKept(name)));
  };
  return { categories: of('categories'), brands: of('brands'), tags: of('tags') };
};
