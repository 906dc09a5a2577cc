import { type Scope, scopeKey } from '#schemas/scope.ts';
import { type ClientSession, type Connection, collection } from '#server/platform/mongo.ts';
import { incrementWrite } from './sharded-sums.ts';

/** How often a rule matched in an hour, given by its beginning. */
export type RuleMatches = { hour: Date; rule: string; matches: number };
type MatchesDocument = RuleMatches & { _id: string; scope: string; expiresAt: Date };

const ruleMatches = collection<MatchesDocument>('rule_matches', [
  { keys: { scope: 1, hour: 1, rule: 1 } },
  { keys: { expiresAt: 1 }, expireAfterSeconds: 0 },
]);

/** A week, so that a Monday can be compared with the last one. */
const keptMs = 8 * 86_400_000;
/** A write of thousands would hold up decisions while it is made ready. */
const BATCH = 100;

/** Matches of rules by the hour, in shards that processes add to. */
export const ruleMatchStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const { collection: native } = ruleMatches(db);
  return {
    add: async (counts: readonly RuleMatches[], shard: number, session?: ClientSession): Promise<void> => {
      if (counts.length === 0) return;
      const writes = counts.map(({ hour, rule, matches }) =>
        incrementWrite(
          `${prefix}/${hour.toISOString()}/${rule}/${shard}`,
          { scope: prefix, hour, rule, expiresAt: new Date(hour.getTime() + keptMs) },
          { matches },
        ),
      );
      const options = { ordered: false, ...(session && { session }) };
      for (let at = 0; at < writes.length; at += BATCH)
        await native.bulkWrite(writes.slice(at, at + BATCH) as never[], options);
    },

    /** From an hour on, each rule and hour once, in order. */
    since: async (hour: Date): Promise<RuleMatches[]> => {
      const query = { scope: prefix, hour: { $gte: hour } } as never;
      const sums = new Map<string, RuleMatches>();
      for await (const found of native.find(query, { sort: { hour: 1, rule: 1 } })) {
        const document = found as unknown as MatchesDocument;
        const key = `${document.hour.getTime()}/${document.rule}`;
        const sum = sums.get(key) ?? { hour: document.hour, rule: document.rule, matches: 0 };
        sums.set(key, { ...sum, matches: sum.matches + document.matches });
      }
      return [...sums.values()];
    },
  };
};

export type RuleMatchStore = ReturnType<typeof ruleMatchStore>;
