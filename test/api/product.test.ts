import { once } from 'node:events';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExperienceResponse } from '#schemas/decision.ts';
import { fact, placement, rule, variant } from '#test/domain/decisions/shop.ts';
import { credentials } from '#test/support/product.ts';
import { expectOk, publish, releaseInForce } from '#test/support/publish.ts';
import {
  adminClient,
  apiClient,
  type Client,
  startTestServer,
  type TestServer,
} from '#test/support/server.ts';
import { millisecondsUntil } from '#test/support/wait.ts';

const goldOnly = { all: [fact('profile', '$.traits.plan', 'equal', 'gold')] };
const shop = [
  { kind: 'settings' as const, body: { default_consent: { personalization: true } } },
  placement('hero_banner', { policy: 'best' }),
  variant('hero_banner-default'),
  variant('hero-gold', { requiresRule: true }),
];
const goldRule = rule('gold-hero', [{ type: 'pin', placement: 'hero_banner', variant: 'hero-gold' }], {
  conditions: goldOnly,
});

const ada = { customer_id: 'ada', elements_to_personalize: ['hero_banner'] };

let server: TestServer;
/** A second server on the same database. */
let other: TestServer;
let admin: Client;
let base: number;

const decide = async ({ api }: TestServer, query = ''): Promise<ExperienceResponse> =>
  expectOk(await api.post(`/experience${query}`, ada));
const heroOf = async (at: TestServer): Promise<string | undefined> => (await decide(at)).elements[0]?.variant;

beforeAll(async () => {
  server = await startTestServer();
  other = await startTestServer({ mongodbUrl: server.mongodbUrl, env: { ATTUNE_ROLE: 'api' } });
  admin = await adminClient(server.url);
  base = await publish(admin, shop);
  const behavior_type = 'identified';
  const told = { customer_id: 'ada', behavior_type, message_id: 'm1', data: { traits: { plan: 'gold' } } };
  expectOk(await server.api.post('/track-behavior', told));
});
afterAll(async () => {
  await other.stop();
  await server.stop();
});

describe('a rule', () => {
  test('shows in the next decision once it is published, and within a second in every server', async () => {
    expect(await heroOf(server)).toBe('hero_banner-default');
    await publish(admin, [goldRule]);
    expect(await heroOf(server)).toBe('hero-gold');
    expect(await millisecondsUntil(async () => (await heroOf(other)) === 'hero-gold')).toBeLessThan(1000);
  });

  test('is named in the reasons, and explained down to the value that was compared', async () => {
    const { elements, trace } = await decide(server, '?explain=true');
    expect(elements[0]).toMatchObject({ source: 'rule', propensity: 1 });
    expect(elements[0]?.reasons).toContainEqual(expect.objectContaining({ rule: 'gold-hero' }));
    expect(JSON.stringify(trace)).toContain('"gold"');
  });

  test('is gone within a second of a rollback, in every server', async () => {
    const to = { environment: 'production', to: base, reason: 'not so good' };
    expect((await admin.post('/rollback', to)).status).toBe(201);
    for (const at of [server, other])
      expect(await millisecondsUntil(async () => (await heroOf(at)) === 'hero_banner-default')).toBeLessThan(
        1000,
      );
  });

  test('with a fault is refused and changes nothing', async () => {
    const parent = await releaseInForce(admin);
    const broken = rule('gold-hero', [{ type: 'pin', placement: 'hero_banner', variant: 'no-such' }]);
    await expect(publish(admin, [broken])).rejects.toThrow(/422.*no-such/);
    expect(await releaseInForce(admin)).toBe(parent);
    const { etag } = expectOk<{ etag: string }>(await admin.get('/rules/gold-hero'));
    await admin.call('DELETE', '/rules/gold-hero', { headers: { 'if-match': etag } });
  });

  test('published against an older release is a conflict that says what has changed', async () => {
    const stale = { environment: 'production', parent: base - 1, documents: ['rule/gold-hero'], reason: '' };
    const { status, body } = await admin.post('/publish', stale);
    expect(status).toBe(409);
    expect(body).toMatchObject({ code: 'conflict', current: await releaseInForce(admin) });
  });
});

describe('what was shown', () => {
  test('comes back with the experience id and is counted', async () => {
    const { experience_id: id } = await decide(server);
    const seen = { interactions: [{ type: 'shown', element: 'hero_banner', message_id: 's1' }] };
    const { status, body } = await server.api.post(`/experience/${id}/performance`, seen);
    expect([status, body]).toEqual([202, { accepted: 1, duplicates: 0 }]);
    expect(expectOk(await server.api.get('/analytics'))).toMatchObject({ totals: { exposures: 1 } });
  });

  test('is refused with an id that was issued elsewhere', async () => {
    const { experience_id: id } = await decide(server);
    const seen = { interactions: [{ type: 'shown', element: 'hero_banner' }] };
    expect((await server.api.post(`/experience/${id}x/performance`, seen)).status).toBe(404);
  });
});

describe('keys', () => {
  const browserKey = async (): Promise<string> =>
    expectOk<{ key: string }>(await admin.post('/api-keys', { name: 'shop', kind: 'browser' })).key;

  test('of a browser decide and track, and read nothing', async () => {
    const api = apiClient(server.url, await browserKey());
    expect((await api.post('/experience', ada)).status).toBe(200);
    expect((await api.get('/profile/ada')).status).toBe(403);
    expect((await api.put('/products', [{ id: 'p', name: 'P' }])).status).toBe(403);
  });

  test('of a browser see no customer in a decision: no trace, no values in reasons', async () => {
    await publish(admin, [goldRule]);
    const api = apiClient(server.url, await browserKey());
    expect((await api.post('/experience?explain=true', ada)).status).toBe(403);
    const { elements } = expectOk<ExperienceResponse>(await api.post('/experience', ada));
    expect(elements[0]?.reasons[0]).toMatchObject({ code: 'rule', rule: 'gold-hero' });
    expect(elements[0]?.reasons[0]?.message).not.toContain('gold"');
  });

  test('of a browser see no margin and no stock', async () => {
    const product = { id: 'mug', name: 'Mug', margin: 0.6, stock: 9 };
    expectOk(await server.api.put('/products', [product]));
    const asked = { customer_id: 'ada', recommendation_types: { personalized_picks: 1 } };
    const api = apiClient(server.url, await browserKey());
    await millisecondsUntil(async () =>
      JSON.stringify(expectOk(await server.api.post('/recommendations', asked))).includes('"margin":0.6'),
    );
    expect(JSON.stringify(expectOk(await api.post('/recommendations', asked)))).not.toMatch(/margin|stock":/);
  });

  test('of one environment see nothing of another', async () => {
    const { key } = expectOk<{ key: string }>(
      await admin.post('/api-keys?environment=staging', { name: 'staging', kind: 'server' }),
    );
    const staging = apiClient(server.url, key);
    expect((await staging.get('/profile/ada')).status).toBe(404);
    expect(expectOk(await staging.post('/experience', { customer_id: 'ada' }))).toMatchObject({
      environment: 'staging',
      release: 0,
      elements: [],
    });
  });
});

describe('operation', () => {
  const open = (path: string): Promise<Response> => fetch(server.url + path);

  test('health says that it lives, and which release each environment serves', async () => {
    expect(await (await open('/health/live')).json()).toEqual({ status: 'live' });
    expect(await (await open('/health/ready')).json()).toMatchObject({
      status: 'ready',
      database: 'ready',
      releases: { production: { number: await releaseInForce(admin), state: 'ready' } },
    });
  });

  test.each([
    'attune_http_request_seconds_count{method="POST",route="/api/v1/personalization/experience",status="200"}',
    'attune_decisions_total{source="rule"}',
    'attune_events_total{outcome="stored"}',
    'attune_decision_records_lost_total 0',
    'process_cpu_seconds_total',
  ])('metrics have %s', async (metric) => {
    expect(await (await open('/metrics')).text()).toContain(metric);
  });

  test('every answer names its request', async () => {
    const { headers } = await open('/api/openapi.json');
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

/** Sends the head of a request and half of its body; `finish` sends the rest and resolves with the status. */
const startSlowly = async (url: string, body: string) => {
  const sent = request(`${url}/api/v1/personalization/track-behavior`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${credentials.apiKey}`,
      'content-type': 'application/json',
      'content-length': body.length,
    },
  });
  const answered = once(sent, 'response');
  sent.write(body.slice(0, 10));
  await new Promise((resolve) => setTimeout(resolve, 100));
  return async (): Promise<number> => {
    sent.end(body.slice(10));
    const [response] = (await answered) as [{ statusCode: number; resume: () => void }];
    response.resume();
    return response.statusCode;
  };
};

describe('a server that stops', () => {
  test('finishes the request that is under way, and the next start has everything', async () => {
    const first = await startTestServer();
    const told = { customer_id: 'eve', behavior_type: 'page_viewed', message_id: 'slow' };
    const finish = await startSlowly(first.url, JSON.stringify(told));
    const stopped = first.stop();
    expect(await finish()).toBe(202);
    await stopped;
    await expect(fetch(first.url)).rejects.toThrow();

    const second = await startTestServer({ mongodbUrl: first.mongodbUrl });
    expect(second.secrets).toEqual([]);
    const profile = expectOk(await second.api.get('/profile/eve'));
    expect(profile).toMatchObject({ behavioral: { events: { page_viewed: 1 } } });
    await second.stop();
  });
});
