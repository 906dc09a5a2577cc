import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DecisionCount } from '#server/domain/decisions/daily-counts.ts';
import { repeatDecision } from '#server/features/decisions/repeat.ts';
import { createDecisionRecorder } from '#server/features/experience/recorder.ts';
import { type Connection, connectMongo, ensureIndexes } from '#server/platform/mongo.ts';
import { decisionStore } from '#server/stores/decisions.ts';
import { evidenceOf } from '#test/domain/decisions/shop.ts';
import { testDatabaseUri } from '#test/support/database.ts';
import { flagRelease, ofrepApp } from './ofrep-app.ts';

let db: Connection;
beforeAll(async () => {
  db = await connectMongo(testDatabaseUri());
  await ensureIndexes(db);
});
afterAll(() => db.close());

test('a recorded evaluation can be repeated', async () => {
  const { all, records } = ofrepApp();
  await all({ targetingKey: '42', plan: 'vip' }).expect(200);
  const evidence = { inForce: evidenceOf(), kept: null, newest: evidenceOf() };
  const repeated = await Promise.all(
    records.map((record) => repeatDecision(record, flagRelease(), evidence)),
  );
  expect(repeated.map(({ same }) => same)).toEqual(Array(5).fill(true));
});

test('a customer who is evaluated again and again in one state is on record, and counted, once', async () => {
  const { all, one, records } = ofrepApp();
  for (const targetingKey of ['ada', 'ada', 'bob']) await all({ targetingKey }).expect(200);
  await one('hero_banner', { targetingKey: 'ada' }).expect(200);

  const decisions = decisionStore(db, { project: 'default', environment: 'production' });
  const counts: DecisionCount[] = [];
  let lost = 0;
  const record = async (batch: typeof records) => {
    const recorder = createDecisionRecorder({
      decisions,
      retentionDays: () => 30,
      countDecisions: async (counted) => void counts.push(...counted),
      onLost: (count) => {
        lost += count;
      },
    });
    for (const decision of batch) recorder.add(decision);
    await recorder.close();
  };
  await record(records);
  // another process evaluates the same
  await record(records.slice(0, 3));

  const ids = new Set(records.map(({ experienceId }) => experienceId));
  const kept = await decisions.list({ filter: {}, order: 'asc', range: { from: 0, to: 99 } });
  // two customers, five placements
  expect([kept.total, ids.size, lost]).toEqual([10, 10, 0]);
  expect(counts.reduce((sum, count) => sum + count.decisions, 0)).toBe(10);
});
