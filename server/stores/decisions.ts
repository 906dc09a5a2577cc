import type { DecisionRecord } from '#schemas/decision-record.ts';
import { type Scope, scopeKey } from '#schemas/scope.ts';
import { type ClientSession, type Connection, collection, duplicatesOf } from '#server/platform/mongo.ts';

/** Of a thousand rules hundreds may match: their keys as one text take a tenth of the time that a list would. */
type Packed<T extends Pick<DecisionRecord, 'matches'>> = Omit<T, 'matches'> & {
  matches: Omit<DecisionRecord['matches'], 'rules'> & { rules: string | string[] };
};
type DecisionDocument = Packed<DecisionRecord> & { _id: string; scope: string; expiresAt: Date };

const decisions = collection<DecisionDocument>('decisions', [
  { keys: { scope: 1, profileId: 1, at: -1 } },
  { keys: { scope: 1, at: -1 } },
  { keys: { expiresAt: 1 }, expireAfterSeconds: 0 },
]);

const DAY = 86_400_000;
/** The order of an index, so that any number is streamed in it. */
const byCustomer = { scope: 1, profileId: 1, at: -1 } as const;

/** From a time until before another. */
type Span = { since: Date; until: Date };

export type DecisionFilter = { profile?: string | undefined; placement?: string | undefined };
type DecisionPage = { rows: DecisionRecord[]; total: number };
type Query = { filter: DecisionFilter; order: 'asc' | 'desc'; range: { from: number; to: number } };

/** No key of a document holds it. */
const separator = ' ';

/** Decisions that were kept before have a list. */
const listOf = (rules: string | string[]): string[] => {
  if (typeof rules !== 'string') return rules;
  return rules === '' ? [] : rules.split(separator);
};

const matchesOf = ({ matches }: Packed<DecisionRecord>): DecisionRecord['matches'] => ({
  ...matches,
  rules: listOf(matches.rules),
});

const bare = ({ _id, scope, expiresAt, ...record }: DecisionDocument): DecisionRecord => ({
  ...record,
  matches: matchesOf(record),
});

/** Decisions as they were made, until they expire. */
export const decisionStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const { collection: native } = decisions(db);

  const toDocument = (record: DecisionRecord, retentionDays: number): DecisionDocument => ({
    ...record,
    matches: { ...record.matches, rules: record.matches.rules.join(separator) },
    _id: `${prefix}/${record.experienceId}`,
    scope: prefix,
    expiresAt: new Date(record.at.getTime() + retentionDays * DAY),
  });

  return {
    /** Those that were not there yet: the same decision made again has the same id, and is kept once. */
    insertMany: async (
      records: readonly DecisionRecord[],
      retentionDays: number,
    ): Promise<readonly DecisionRecord[]> => {
      if (records.length === 0) return [];
      const documents = records.map((record) => toDocument(record, retentionDays));
      try {
        await native.insertMany(documents as never[], { ordered: false });
        return records;
      } catch (error) {
        const duplicates = duplicatesOf(error);
        return records.filter((_, index) => !duplicates.has(index));
      }
    },

    read: async (experienceId: string): Promise<DecisionRecord | null> => {
      const found = await native.findOne({ _id: `${prefix}/${experienceId}` } as never);
      return found && bare(found as unknown as DecisionDocument);
    },

    /** Those of some ids that are kept, in no order. */
    readMany: async (experienceIds: readonly string[]): Promise<DecisionRecord[]> => {
      const ids = experienceIds.map((id) => `${prefix}/${id}`);
      const found = await native.find({ _id: { $in: ids } } as never).toArray();
      return (found as unknown as DecisionDocument[]).map(bare);
    },

    countSince: (since: Date): Promise<number> =>
      native.countDocuments({ scope: prefix, at: { $gte: since } } as never),

    countBetween: ({ since, until }: Span): Promise<number> =>
      native.countDocuments({ scope: prefix, at: { $gte: since, $lt: until } } as never),

    /** Those of one customer one after the other, the newest first. */
    between: async function* ({ since, until }: Span): AsyncGenerator<DecisionRecord> {
      const query = { scope: prefix, at: { $gte: since, $lt: until } } as never;
      const found = native.find(query, { sort: byCustomer, hint: byCustomer, batchSize: 200 });
      for await (const document of found) yield bare(document as unknown as DecisionDocument);
    },

    /** What was decided for some customers, as far as it has not expired. */
    ofProfiles: async (
      profileIds: readonly string[],
      session: ClientSession,
    ): Promise<Pick<DecisionRecord, 'at' | 'elements' | 'matches'>[]> => {
      const query = { scope: prefix, profileId: { $in: profileIds } } as never;
      const projection = { _id: 0, at: 1, elements: 1, matches: 1 };
      const found = await native.find(query, { session, projection }).toArray();
      return (found as unknown as DecisionDocument[]).map((document) => ({
        at: document.at,
        elements: document.elements,
        matches: matchesOf(document),
      }));
    },

    /** The newest decisions for some customers. */
    latestOf: async (profileIds: readonly string[], limit: number): Promise<DecisionRecord[]> => {
      const query = { scope: prefix, profileId: { $in: profileIds } } as never;
      const found = await native.find(query, { sort: { at: -1 }, limit }).toArray();
      return (found as unknown as DecisionDocument[]).map(bare);
    },

    list: async ({ filter, order, range }: Query): Promise<DecisionPage> => {
      const query = {
        scope: prefix,
        ...(filter.profile !== undefined && { profileId: filter.profile }),
        ...(filter.placement !== undefined && { 'elements.placement': filter.placement }),
      } as never;
      const options = {
        sort: { at: order === 'asc' ? 1 : -1 } as const,
        skip: range.from,
        limit: range.to - range.from + 1,
      };
      const [found, total] = await Promise.all([
        native.find(query, options).toArray(),
        native.countDocuments(query),
      ]);
      return { rows: (found as unknown as DecisionDocument[]).map(bare), total };
    },
  };
};

export type DecisionStore = ReturnType<typeof decisionStore>;
