import type { AffinityEvidence, Evidence } from '#schemas/profile.ts';
import { later } from './order.ts';
import { own, setOwn } from './records.ts';

type Source = { type: string; at: Date };

const withEvent = (evidence: Evidence | undefined, { type, at }: Source): Evidence =>
  evidence === undefined
    ? { events: { [type]: 1 }, newest: at }
    : {
        events: { ...evidence.events, [type]: (own(evidence.events, type) ?? 0) + 1 },
        newest: later(evidence.newest, at),
      };

/** Evidence that a run of events may add to in place. */
export const openEvidence = (evidence: AffinityEvidence | undefined): AffinityEvidence => ({
  categories: { ...evidence?.categories },
  brands: { ...evidence?.brands },
  tags: { ...evidence?.tags },
});

/**
 * Adds an event to what stands behind the affinities of one kind: which behaviors spoke for each name, how often, and
 * when last.
 */
export const addEvidence = (
  evidence: Record<string, Evidence>,
  names: Iterable<string>,
  event: Source,
): void => {
  for (const name of names) setOwn(evidence, name, withEvent(own(evidence, name), event));
};
