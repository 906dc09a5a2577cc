import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { placement, variant } from '#test/domain/decisions/shop.ts';
import { publish } from '#test/support/publish.ts';
import {
  adminClient,
  apiClient,
  type Client,
  startTwoServers,
  type TestServer,
} from '#test/support/server.ts';

let server: TestServer;
/** A second server on the same database. */
let other: TestServer;
let admin: Client;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ server, other, admin, stop } = await startTwoServers());
  await publish(admin, [
    { kind: 'settings', body: { default_consent: { personalization: true } } },
    placement('hero_banner', { policy: 'best' }),
    variant('hero_banner-default'),
  ]);
});
afterAll(() => stop());

let count = 0;
const withKey = (key = `key-${++count}`) => ({ 'idempotency-key': key });
const ada = { customer_id: 'ada', elements_to_personalize: ['hero_banner'] };

describe('a POST with an Idempotency-Key', () => {
  test('is answered as it was before, status and all, by every process', async () => {
    const key = withKey();
    const event = { customer_id: 'ada', behavior_type: 'product_viewed', data: { product_id: 'p1' } };
    const first = await server.api.post('/track-behavior', event, key);
    const again = await other.api.post('/track-behavior', event, key);
    expect([first.status, again.status]).toEqual([202, 202]);
    expect(again.text).toBe(first.text);
    expect(first.body).toMatchObject({ accepted: 1, duplicates: 0 });
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(again.headers.get('content-type')).toBe(first.headers.get('content-type'));
  });

  test('gets the same decision instead of a new one', async () => {
    const key = withKey();
    const idOf = async (headers: Record<string, string>) =>
      ((await server.api.post('/experience', ada, headers)).body as { experience_id: string }).experience_id;
    const first = await idOf(key);
    expect(await idOf(key)).toBe(first);
    expect(await idOf({})).not.toBe(first);
  });

  test('makes one API key, whose text is read in the database by nobody', async () => {
    const key = withKey();
    const body = { name: 'till', kind: 'server' };
    const first = await admin.post('/api-keys', body, key);
    const again = await admin.post('/api-keys', body, key);
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('cache-control')).toBe('no-store');
    const listed = (await admin.get('/api-keys')).body as { name: string }[];
    expect(listed.filter(({ name }) => name === 'till')).toHaveLength(1);
  });

  test('is told of its faults again', async () => {
    const key = withKey();
    const first = await server.api.post('/experience', { shoe: 43 }, key);
    const again = await server.api.post('/experience', { shoe: 43 }, key);
    expect([first.status, again.status]).toEqual([400, 400]);
    expect(again.headers.get('content-type')).toContain('application/problem+json');
    expect(again.body).toEqual(first.body);
  });
});

test('another body under the key is a 422', async () => {
  const key = withKey();
  await server.api.post('/experience', ada, key);
  const { status, body } = await server.api.post('/experience', { ...ada, customer_id: 'bob' }, key);
  expect(status).toBe(422);
  expect(body).toMatchObject({ code: 'idempotency-key-reused' });
});

test('of requests at the same time one is done, and the others wait or get its answer', async () => {
  const key = withKey();
  const body = { name: 'at once', kind: 'browser' };
  const servers = await Promise.all([admin, await adminClient(other.url)]);
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, index) => servers[index % 2]!.post('/api-keys', body, key)),
  );
  const made = answers.filter(({ status }) => status === 201);
  const told = answers.filter(({ status }) => status === 409);
  expect(made.length + told.length).toBe(answers.length);
  expect(new Set(made.map(({ text }) => text)).size).toBe(1);
  for (const { headers } of told) expect(headers.get('retry-after')).toBe('1');
  const listed = (await admin.get('/api-keys')).body as { name: string }[];
  expect(listed.filter(({ name }) => name === 'at once')).toHaveLength(1);
});

test('a key is its sender’s own, and belongs to one address', async () => {
  const key = withKey();
  const made = await admin.post('/api-keys', { name: 'own', kind: 'server' });
  const stranger = apiClient(server.url, (made.body as { key: string }).key);
  const bob = { ...ada, customer_id: 'bob' };
  expect((await server.api.post('/experience', ada, key)).status).toBe(200);
  expect((await stranger.post('/experience', bob, key)).status).toBe(200);
  expect((await server.api.post('/recommendations', { customer_id: 'bob' }, key)).status).toBe(200);
});

test('who is not let in gets no stored answer', async () => {
  const key = withKey();
  const body = { name: 'guarded', kind: 'server' };
  await admin.post('/api-keys', body, key);
  const anonymous = await fetch(`${server.url}/api/admin/api-keys`, {
    method: 'POST',
    headers: { ...key, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(anonymous.status).toBe(401);
});

test.each([['x'.repeat(256)], ['two words'], ['']])('the key %j is a 400', async (key) => {
  expect((await server.api.post('/experience', ada, { 'idempotency-key': key })).status).toBe(400);
});
