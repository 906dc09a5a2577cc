import { randomInt } from 'node:crypto';
import type { ClientSession } from '#server/platform/mongo.ts';

/**
 * Sums that many processes add to at once are kept in shards (0–15), so that two transactions seldom write the same
 * document: each process adds to a shard of its own, and readers add the shards up.
 */
export type Moments = Record<string, { sum: number; sumOfSquares: number }>;

/** The sealed base holds what erased customers added: nothing is ever taken from it. */
export type Shard = number | 'sealed';

const shards = 16;
let next = randomInt(shards);
const chosen = new WeakMap<ClientSession, number>();

/** The shard that a transaction adds to, the same however often it asks; those of one process take turns. */
export const shardOf = (session: ClientSession): number => {
  const known = chosen.get(session);
  if (known !== undefined) return known;
  next = (next + 1) % shards;
  chosen.set(session, next);
  return next;
};

/** The `$inc` of sums by metric; metric keys hold no dots. Zeros are left out. */
export const momentIncrements = (metrics: Moments): Record<string, number> => {
  const increments: Record<string, number> = {};
  for (const [metric, { sum, sumOfSquares }] of Object.entries(metrics)) {
    if (sum !== 0) increments[`metrics.${metric}.sum`] = sum;
    if (sumOfSquares !== 0) increments[`metrics.${metric}.sumOfSquares`] = sumOfSquares;
  }
  return increments;
};

/** Adds one shard's sums to a total. A sum that was never written is 0. */
export const addMoments = (
  total: Moments,
  shard: Record<string, { sum?: number; sumOfSquares?: number }> = {},
): void => {
  for (const [metric, { sum = 0, sumOfSquares = 0 }] of Object.entries(shard)) {
    const before = Object.hasOwn(total, metric) ? total[metric] : undefined;
    total[metric] = {
      sum: (before?.sum ?? 0) + sum,
      sumOfSquares: (before?.sumOfSquares ?? 0) + sumOfSquares,
    };
  }
};

/** One upsert that adds to a sharded document and names what it is about when it is new. */
export const incrementWrite = (_id: string, about: object, increments: Record<string, number>) => ({
  updateOne: { filter: { _id }, update: { $setOnInsert: about, $inc: increments }, upsert: true },
});
