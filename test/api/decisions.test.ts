import express from 'express';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Evidence } from '#server/domain/decisions/evidence.ts';
import { keepEvidence, restoreEvidence } from '#server/domain/decisions/kept-evidence.ts';
import { decisionRoutes } from '#server/features/decisions/routes.ts';
import { decisionService } from '#server/features/decisions/service.ts';
import { createDecisionRecorder } from '#server/features/experience/recorder.ts';
import { type Connection, connectMongo, ensureIndexes } from '#server/platform/mongo.ts';
import { problemHandler } from '#server/platform/problems.ts';
import { decisionStore } from '#server/stores/decisions.ts';
import {
  evidenceOf,
  experiment,
  ordersAtLeast,
  placement,
  profileOf,
  releaseOf,
  rule,
  variant,
} from '#test/domain/decisions/shop.ts';
import { testDatabaseUri } from '#test/support/database.ts';
import { open } from './catalogue-fixtures.ts';
import { experienceApp } from './experience-app.ts';

const scope = { project: 'default', environment: 'production' };
const release = releaseOf({
  documents: [
    rule('vip', [{ type: 'pin', placement: 'hero_banner', variant: 'hero-b' }], {
      conditions: ordersAtLeast(3),
    }),
    experiment('banner', { audience: ordersAtLeast(9) }),
    placement('notice', { pages: ['cart'] }),
    variant('notice-default', { placement: 'notice' }),
  ],
});

let db: Connection;
let evidence: Evidence = evidenceOf();
let kept: Evidence | null = null;
const counted: object[] = [];

const adminApp = () =>
  express()
    .use(
      decisionRoutes({
        service: decisionService({
          decisions: decisionStore(db, scope),
          releaseAt: async (number) => (number === release.number ? release : null),
          evidence: () => evidence,
          evidenceAt: async () => kept,
        }),
        requireUser: open,
      }),
    )
    .use(problemHandler);
const get = (path: string) => request(adminApp()).get(path);

beforeAll(async () => {
  db = await connectMongo(await testDatabaseUri());
  await ensureIndexes(db);
  const recorder = createDecisionRecorder({
    decisions: decisionStore(db, scope),
    retentionDays: () => 36_500,
    countDecisions: async (counts) => void counted.push(...counts),
    onLost: () => expect.unreachable('no decision may be lost here'),
  });
  const { app } = experienceApp({
    release,
    evidence,
    profiles: [profileOf()],
    record: (record) => void recorder.add(record),
  });
  for (const body of [{ customer_id: 42 }, { customer_id: 7 }, { customer_id: 7, page_type: 'cart' }])
    await request(app).post('/experience').send(body).expect(200);
  await recorder.close();
});

afterAll(() => db.close());

describe('recorded decisions', () => {
  test('are listed with how many there are', async () => {
    const { body, headers } = await get('/decisions?range=[0,1]').expect(200);
    expect(headers['content-range']).toBe('decisions 0-1/3');
    expect(body).toHaveLength(2);
  });

  test.each([
    ['a profile', { profile: 'customer_id:42' }, ['decision-1']],
    ['a bare customer id', { q: '42' }, ['decision-1']],
    ['a placement', { placement: 'notice' }, ['decision-3']],
    ['a profile and a placement', { profile: 'customer_id:7', placement: 'hero_banner' }, ['decision-2']],
    ['nobody', { profile: 'customer_id:nobody' }, []],
  ])('are found by %s', async (_name, filter, ids) => {
    const { body } = await get(`/decisions?filter=${encodeURIComponent(JSON.stringify(filter))}`).expect(200);
    expect(body.map(({ id }: { id: string }) => id)).toEqual(ids);
  });

  test('are shown whole', async () => {
    const { body } = await get('/decisions/decision-1').expect(200);
    expect(body).toMatchObject({ id: 'decision-1', pageType: 'homepage', matches: { rules: ['vip'] } });
    expect(body.elements[0].candidates).toHaveLength(3);
    await get('/decisions/unknown').expect(404);
  });

  test('count by day, placement and variant', () => {
    expect(counted).toContainEqual({
      day: '2026-03-14',
      placement: 'notice',
      variant: 'notice-default',
      decisions: 1,
    });
  });

  test('explain themselves by being made again, with the same result', async () => {
    for (const id of ['decision-1', 'decision-2', 'decision-3']) {
      const { body } = await get(`/decisions/${id}/explain`).expect(200);
      expect(body).toMatchObject({ same: true, note: null });
    }
    const { body } = await get('/decisions/decision-1/explain');
    expect(body.trace.rules[0]).toMatchObject({ key: 'vip', verdict: 'applies' });
    expect(body.decision.elements[0]).toMatchObject({ variant: 'hero-b', content: { headline: 'hero-b' } });
  });

  test('use recorded scores when their evidence is gone, and say so', async () => {
    const before = evidence;
    evidence = { ...evidenceOf(), number: 99 };
    const { body } = await get('/decisions/decision-1/explain').expect(200);
    evidence = before;
    expect(body).toMatchObject({ same: null, decision: { evidence: 3 } });
    expect(body.note).toContain('no longer kept');
    expect(body.trace.elements[0].reasons[0].rule).toBe('vip');
  });

  test('are made again with what is kept of their evidence, but for the product lists', async () => {
    const before = evidence;
    kept = restoreEvidence(before, keepEvidence(before, [])).evidence;
    evidence = { ...evidenceOf(), number: 99 };
    const { body } = await get('/decisions/decision-1/explain').expect(200);
    evidence = before;
    expect(body).toMatchObject({ same: true, decision: { evidence: 3 } });
    expect(body.note).toContain('product lists');
    expect(body.decision.elements[0]).toMatchObject({ variant: 'hero-b', products: null });
  });

  test.each(['range=[5', 'filter=[]', 'filter={"a":{"$gt":1}}', 'sort=["at"]'])(
    'refuse the query %s',
    async (query) => {
      await get(`/decisions?${query}`).expect(400);
    },
  );
});
