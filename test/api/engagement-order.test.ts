import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Settings } from '#schemas/settings.ts';
import { emptyProfile } from '#server/domain/profiles/empty.ts';
import { engagementAt } from '#server/domain/profiles/engagement.ts';
import { type Connection, connectMongo, ensureIndexes, withTransaction } from '#server/platform/mongo.ts';
import { createStores } from '#server/stores.ts';
import { testDatabaseUri } from '#test/support/database.ts';

const now = new Date('2026-03-01T12:00:00Z');
const daysBefore = (days: number): Date => new Date(now.getTime() - days * 86_400_000);

/** Points, and how many days ago they were as many. */
const customers: Record<string, [raw: number, days: number]> = {
  much_long_ago: [100, 60],
  some_lately: [20, 1],
  little_now: [2, 0],
  some_a_while_ago: [20, 30],
  nothing: [0, 0],
};
const profiles = Object.entries(customers).map(([id, [raw, days]]) => {
  const at = daysBefore(days);
  const empty = emptyProfile({ id, identity: id, subject: id, at });
  return { ...empty, engagement: raw === 0 ? empty.engagement : { score: 100 - raw, raw, at } };
});

let db: Connection;
beforeAll(async () => {
  db = await connectMongo(await testDatabaseUri());
  await ensureIndexes(db);
});
afterAll(() => db.close());

const shopOf = async (environment: string, halfLife: { days: number }) => {
  const stores = createStores(db, { project: 'order', environment }, () => halfLife.days);
  const writes = profiles.map((after) => ({ before: null, after }));
  await withTransaction(db, (session) => stores.profiles.writeMany(writes, session));
  const listed = async (order: 'asc' | 'desc'): Promise<string[]> => {
    const sort = { field: 'engagement.score', order };
    const { rows } = await stores.profiles.list({ filter: {}, sort, range: { from: 0, to: 9 } });
    return rows.map(({ id }) => id);
  };
  return { stores, listed };
};

/** By the score that each of them is shown with. */
const expected = (days: number): string[] => {
  const settings = Settings.parse({ engagement_half_life_days: days });
  const scoreOf = (profile: (typeof profiles)[number]) => engagementAt(profile.engagement, now, settings);
  return profiles.toSorted((a, b) => scoreOf(b) - scoreOf(a)).map(({ id }) => id);
};

describe('customers are listed by their engagement as it is now, not as it was when they were seen', () => {
  test('whom a short half-life and a long one put first differs', () => {
    expect(expected(2)).toEqual([
      ...['some_lately', 'little_now', 'some_a_while_ago', 'much_long_ago', 'nothing'],
    ]);
    expect(expected(90)).toEqual([
      ...['much_long_ago', 'some_lately', 'some_a_while_ago', 'little_now', 'nothing'],
    ]);
  });

  test.each([2, 14, 90])('with a half-life of %i days', async (days) => {
    const { listed } = await shopOf(`of-${days}`, { days });
    expect(await listed('desc')).toEqual(expected(days));
    expect(await listed('asc')).toEqual(expected(days).toReversed());
  });

  test('also once another half-life is in force and everyone is ranked anew', async () => {
    const halfLife = { days: 90 };
    const { stores, listed } = await shopOf('changed', halfLife);
    halfLife.days = 2;
    expect(await stores.ranks.rankAnew()).toBe(profiles.length);
    expect(await listed('desc')).toEqual(expected(2));
    expect(await stores.ranks.rankAnew()).toBe(0);
  });

  test('and nothing of that is part of a profile', async () => {
    const { stores } = await shopOf('bare', { days: 14 });
    expect(await stores.profiles.read('nothing')).toEqual({
      ...profiles.at(-1),
      version: expect.any(Number),
    });
    const [, member] = await stores.segmentMembers.after('', 2);
    expect(member).toEqual({ ...profiles.find(({ id }) => id === member?.id), version: expect.any(Number) });
  });
});
