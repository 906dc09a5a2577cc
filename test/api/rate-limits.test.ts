import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiClient, type Client, startTwoServers, type TestServer } from '#test/support/server.ts';

let server: TestServer;
/** A second server on the same database. */
let other: TestServer;
let admin: Client;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ server, other, admin, stop } = await startTwoServers());
});
afterAll(() => stop());

const keyWith = async (body: object): Promise<{ key: string; requestsPerMinute: number | null }> =>
  (await admin.post('/api-keys', { name: 'limited', ...body })).body as never;
const ada = { customer_id: 'ada' };

describe('a key with a limit', () => {
  test('is told of it with every answer, and refused beyond it', async () => {
    const { key } = await keyWith({ kind: 'server', requestsPerMinute: 3 });
    const api = apiClient(server.url, key);
    const answers = [];
    for (let i = 0; i < 4; i++) answers.push(await api.post('/experience', ada));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
    expect(answers.map(({ headers }) => headers.get('ratelimit-policy'))).toEqual(
      Array(4).fill('"requests";q=3;w=60'),
    );
    expect(answers.map(({ headers }) => headers.get('ratelimit')?.split(';t=')[0])).toEqual(
      [2, 1, 0, 0].map((left) => `"requests";r=${left}`),
    );
    const refused = answers[3]!;
    expect(refused.body).toMatchObject({ code: 'too-many-requests', status: 429 });
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThanOrEqual(1);
    // a third of a minute's worth is there again after 20 s
    expect(seconds).toBeLessThanOrEqual(20);
  });

  test('is held to it by the flags as well', async () => {
    const { key } = await keyWith({ kind: 'browser', requestsPerMinute: 1 });
    const evaluate = () =>
      fetch(`${server.url}/ofrep/v1/evaluate/flags`, {
        method: 'POST',
        headers: { 'x-api-key': key, 'content-type': 'application/json' },
        body: JSON.stringify({ context: { targetingKey: 'ada' } }),
      });
    expect((await evaluate()).status).toBe(200);
    const refused = await evaluate();
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(refused.headers.get('access-control-expose-headers')).toContain('RateLimit-Policy');
  });

  test('makes costly calls under a tenth of it, counted over all processes', async () => {
    const { key } = await keyWith({ kind: 'server', requestsPerMinute: 20 });
    const [here, there] = [apiClient(server.url, key), apiClient(other.url, key)];
    const answers = [];
    // two fit in a minute; of five, should a minute end in between, one still does not fit
    for (const api of [here, there, here, there, here])
      answers.push(await api.put('/products', { products: [] }));
    expect(answers.map(({ status }) => status)).toContain(429);
    expect(answers[0]!.headers.get('ratelimit-policy')).toBe('"requests";q=20;w=60, "costly";q=2;w=60');
  });
});

test('a server key has no limit unless one is set, a browser key has one for each address', async () => {
  const [server_, browser] = [await keyWith({ kind: 'server' }), await keyWith({ kind: 'browser' })];
  expect([server_.requestsPerMinute, browser.requestsPerMinute]).toEqual([null, 600]);
  expect((await keyWith({ kind: 'browser', requestsPerMinute: null })).requestsPerMinute).toBeNull();
  const unlimited = await apiClient(server.url, server_.key).post('/experience', ada);
  expect(unlimited.headers.get('ratelimit')).toBeNull();
  const limited = await apiClient(server.url, browser.key).post('/experience', ada);
  expect(limited.headers.get('ratelimit')).toMatch(/^"requests";r=599;t=\d+$/);
});

test('one address does not use up the limit of another', async () => {
  const { key } = await keyWith({ kind: 'browser', requestsPerMinute: 1 });
  const from = (address: string) =>
    apiClient(server.url, key).post('/experience', ada, { 'x-forwarded-for': address });
  expect((await from('192.0.2.1')).status).toBe(200);
  expect((await from('192.0.2.2')).status).toBe(200);
  expect((await from('192.0.2.1')).status).toBe(429);
});

test.each([0, -1, 1.5, '5'])('a limit of %j is a 400', async (requestsPerMinute) => {
  const { status } = await admin.post('/api-keys', { name: 'x', kind: 'server', requestsPerMinute });
  expect(status).toBe(400);
});
