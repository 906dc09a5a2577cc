import express from 'express';
import request from 'supertest';
import { expect, test } from 'vitest';
import type { SourceDocument } from '#server/domain/releases/types.ts';
import { customerRoutes } from '#server/features/customers/routes.ts';
import { customerService } from '#server/features/customers/service.ts';
import { problemHandler } from '#server/platform/problems.ts';
import { at, daysBefore, profile } from '#test/domain/models/builders.ts';
import { evidenceOf, open, releaseOf } from './catalogue-fixtures.ts';

const loyal: SourceDocument = {
  kind: 'segment',
  body: {
    key: 'loyal',
    name: 'Loyal',
    conditions: {
      all: [
        { fact: 'profile', path: '$.counters.orders', operator: 'greaterThanInclusive', value: 3 },
        { fact: 'profile', path: '$.engagement.score', operator: 'greaterThan', value: 10 },
      ],
    },
  },
};
const customer = profile({
  counters: { events: {}, orders: 5, orderValue: null, firstOrderAt: null, lastOrderAt: null, sessions: 2 },
});
const events = [0, 1, 2].map((days) => ({
  messageId: `m${days}`,
  identity: customer.id,
  profileId: customer.id,
  type: 'page_viewed',
  data: {},
  context: {},
  at: daysBefore(days),
  receivedAt: daysBefore(days),
  source: 'api' as const,
}));
const service = customerService({
  profiles: {
    list: async ({ range }) => ({ rows: [customer], total: 1, range }),
    read: async (id) => (id === customer.id ? customer : null),
  },
  eventsOf: async (_id, limit) => events.slice(0, limit),
  decisionsOf: async () => [{ id: 'd1', at: daysBefore(0.5) }],
  movesOf: async (_identities, limit) =>
    ['browsing', 'waiting']
      .map((to, number) => ({
        ...{ profileId: customer.id, journey: 'cart', number, from: null, to, event: null, done: false },
        at: daysBefore(5),
        storedAt: at,
      }))
      .reverse()
      .slice(0, limit),
  release: () => releaseOf([loyal]),
  evidence: () => evidenceOf(),
  clock: () => at,
});
const app = express()
  .use(customerRoutes({ service, requireUser: open }))
  .use(problemHandler);

test('a list of customers', async () => {
  const { headers, body } = await request(app).get('/customers').expect(200);
  expect(headers['content-range']).toBe('customers 0-0/1');
  expect(body[0].id).toBe('customer_id:1');
});

test('a customer with facts, and with what each segment rests on', async () => {
  const { body } = await request(app).get('/customers/customer_id:1').expect(200);
  expect(body).toMatchObject({ id: 'customer_id:1', gate: 'open', facts: { profile: { segments: [] } } });
  expect(body.segmentReasons).toEqual([
    {
      key: 'loyal',
      name: 'Loyal',
      member: false,
      reasons: ['engagement score is not more than 10 (it is 0)'],
      because: [
        {
          text: 'engagement score is not more than 10 (it is 0)',
          ...{ fact: 'profile', path: '$.engagement.score', operator: 'greaterThan' },
          ...{ expected: 10, actual: 0, held: false },
        },
      ],
    },
  ]);
});

test('the newest events, a page at a time', async () => {
  const { headers, body } = await request(app)
    .get('/customers/customer_id:1/events')
    .query({ range: '[0,1]' });
  expect(body.map(({ id }: { id: string }) => id)).toEqual(['m0', 'm1']);
  expect(headers['content-range']).toBe('events 0-1/3');
});

test('behaviors, decisions and moves in journeys in one list, the newest first', async () => {
  const ids = async (filter: object) => {
    const query = { range: '[0,2]', filter: JSON.stringify(filter) };
    const { body } = await request(app).get('/customers/customer_id:1/timeline').query(query);
    return body.map(({ id }: { id: string }) => id);
  };
  expect(await ids({})).toEqual(['event m0', 'decision d1', 'event m1']);
  expect(await ids({ kind: 'decision' })).toEqual(['decision d1']);
  expect(await ids({ kind: 'transition' })).toEqual([
    'journey cart customer_id:1 000000001',
    'journey cart customer_id:1 000000000',
  ]);
});

test.each([
  ['an unknown kind', '/customers/customer_id:1/timeline?filter={"kind":"x"}', 400],
  ['an unknown customer', '/customers/ghost', 404],
  ['a range that is not one', '/customers?range=x', 400],
  ['a broken escape', '/customers/%E0%A4%A', 400],
])('%s', async (_name, path, status) => {
  expect((await request(app).get(path)).status).toBe(status);
});
