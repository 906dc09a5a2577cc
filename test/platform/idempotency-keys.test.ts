import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Claim } from '#server/platform/idempotency.ts';
import { type Connection, connectMongo, ensureIndexes } from '#server/platform/mongo.ts';
import { idempotencyKeyStore } from '#server/stores/idempotency-keys.ts';
import { testDatabaseUri } from '#test/support/database.ts';

const start = new Date('2026-03-01T12:00:00Z');
const after = (seconds: number): Date => new Date(start.getTime() + seconds * 1000);
const reply = { status: 201, headers: { etag: '"1"' }, body: '{"key":"attune_shown_once"}' };

let db: Connection;
let store: ReturnType<typeof idempotencyKeyStore>;
beforeAll(async () => {
  db = await connectMongo(await testDatabaseUri());
  await ensureIndexes(db);
  store = idempotencyKeyStore(db, 'default', 'a secret of the installation');
});
afterAll(() => db.close());

const claim = (name: string, seconds = 0, body = 'one'): Promise<Claim> =>
  store.claim({ name, text: `key of ${name}`, body, at: after(seconds) });
const take = async (name: string, seconds = 0): Promise<Extract<Claim, { state: 'taken' }>> => {
  const taken = await claim(name, seconds);
  if (taken.state !== 'taken') throw new Error(`The claim is ${taken.state}.`);
  return taken;
};

test('a claim is answered once it is finished, and until a day is over', async () => {
  const first = await take('answered');
  expect(await claim('answered', 1)).toEqual({ state: 'under-way' });
  await first.finish(reply);
  expect(await claim('answered', 2)).toEqual({ state: 'answered', reply });
  expect(await claim('answered', 3, 'another')).toEqual({ state: 'other-body' });
  expect(await claim('answered', 86_399)).toEqual({ state: 'answered', reply });
  expect(await claim('answered', 86_400, 'another')).toMatchObject({ state: 'taken' });
});

test('a claim that a crash left is taken over by one request once its lease is over', async () => {
  const crashed = await take('abandoned');
  expect(await claim('abandoned', 59)).toEqual({ state: 'under-way' });
  const claims = await Promise.all([claim('abandoned', 61), claim('abandoned', 61), claim('abandoned', 61)]);
  expect(claims.map(({ state }) => state).sort()).toEqual(['taken', 'under-way', 'under-way']);
  // should it not have crashed after all, its answer is not the one that counts
  await crashed.finish({ ...reply, body: 'late' });
  await crashed.release();
  expect(await claim('abandoned', 62)).toEqual({ state: 'under-way' });
});

test('a claim that is given back is free', async () => {
  const first = await take('released');
  await first.release();
  expect(await claim('released', 1, 'another')).toMatchObject({ state: 'taken' });
});

test('a reply is sealed: the database says nothing of it', async () => {
  const first = await take('sealed');
  await first.finish(reply);
  const stored = await db.collection('idempotency_keys').find({}).toArray();
  expect(stored.some(({ reply }) => reply !== null)).toBe(true);
  expect(JSON.stringify(stored)).not.toContain('attune_shown_once');
  expect(JSON.stringify(stored)).not.toContain('key of sealed');
});
