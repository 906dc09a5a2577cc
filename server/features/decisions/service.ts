import type { DecisionRecord } from '#schemas/decision-record.ts';
import type { Evidence } from '#server/domain/decisions/evidence.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import { problem } from '#server/platform/problems.ts';
import type { ListPage, ListQuery } from '#server/platform/ra-list.ts';
import type { DecisionFilter, DecisionStore } from '#server/stores/decisions.ts';
import { type Repeated, repeatDecision } from './repeat.ts';

type Dependencies = {
  decisions: Pick<DecisionStore, 'list' | 'latestOf' | 'read'>;
  /** A release of this environment compiled again, or null when there is none of that number. */
  releaseAt: (number: number) => Promise<CompiledRelease | null>;
  evidence: () => Evidence;
  /** What choices were made with, kept from when it was in force; null when its time is over. */
  evidenceAt: (number: number) => Promise<Evidence | null>;
};

/** A decision as lists show it. */
export type DecisionRow = ReturnType<typeof present>;

const present = ({ experienceId, request, elements, ...record }: DecisionRecord) => ({
  id: experienceId,
  at: record.at,
  profileId: record.profileId,
  subject: record.subject,
  pageType: request.page_type,
  environment: record.environment,
  release: record.release,
  evidence: record.evidence,
  gate: record.matches.gate,
  elements: elements.map(({ placement, variant, source, propensity, confidence }) => ({
    placement,
    variant,
    source,
    propensity,
    confidence,
  })),
  missing: record.missing,
});

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** A bare id is searched for as a customer's, since that is what people have at hand. */
const profileIdOf = (asked: string): string => (asked.includes(':') ? asked : `customer_id:${asked}`);

const filterOf = ({ filter }: ListQuery): DecisionFilter => {
  const asked = text(filter['profile']) ?? text(filter['q']);
  return {
    profile: asked === undefined ? undefined : profileIdOf(asked),
    placement: text(filter['placement']),
  };
};

/** What was decided, for people. */
export const decisionService = ({ decisions, releaseAt, evidence, evidenceAt }: Dependencies) => {
  const find = async (id: string): Promise<DecisionRecord> => {
    const record = await decisions.read(id);
    if (record === null)
      throw problem('not-found', { detail: 'No decision of that id is kept. Its time may be over.' });
    return record;
  };

  return {
    /** Newest first, unless they are sorted by `at` in ascending order. */
    list: async (query: ListQuery): Promise<ListPage<DecisionRow>> => {
      const order = query.sort.field === 'at' ? query.sort.order : 'desc';
      const { rows, total } = await decisions.list({ filter: filterOf(query), order, range: query.range });
      return { rows: rows.map(present), total, range: query.range };
    },

    /** The newest that were made for a customer, under whichever id they were known by then. */
    latestOf: async (identities: readonly string[], limit: number): Promise<DecisionRow[]> =>
      (await decisions.latestOf(identities, limit)).map(present),

    one: async (id: string) => {
      const record = await find(id);
      return { ...record, ...present(record), elements: record.elements };
    },

    explain: async (id: string): Promise<Repeated> => {
      const record = await find(id);
      const release = await releaseAt(record.release);
      if (release === null)
        throw problem('not-found', { detail: `Release ${record.release} of this decision does not exist.` });
      const newest = evidence();
      const inForce = newest.number === record.evidence ? newest : null;
      const kept = inForce ?? (await evidenceAt(record.evidence));
      return repeatDecision(record, release, { inForce, kept, newest });
    },
  };
};

export type DecisionService = ReturnType<typeof decisionService>;
