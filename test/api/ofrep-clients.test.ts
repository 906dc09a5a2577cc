import { setTimeout as sleep } from 'node:timers/promises';
import { OFREPProvider } from '@openfeature/ofrep-provider';
import { OFREPWebProvider, type OFREPWebProviderOptions } from '@openfeature/ofrep-web-provider';
import { OpenFeature as ServerSdk } from '@openfeature/server-sdk';
import { type Provider, ProviderEvents, ProviderStatus, OpenFeature as WebSdk } from '@openfeature/web-sdk';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { SourceDocument } from '#server/domain/releases/types.ts';
import {
  experiment,
  flag,
  metric,
  placement,
  settings,
  variant,
  variation,
} from '#test/domain/releases/shop.ts';
import { TestEventSource } from '#test/support/event-source.ts';
import { expectOk, publish, saveDraft } from '#test/support/publish.ts';
import {
  adminClient,
  type Client,
  clientOf,
  startTestServer,
  type TestServer,
} from '#test/support/server.ts';
import { soon } from '#test/support/soon.ts';

const documents: SourceDocument[] = [
  settings({ default_consent: { personalization: true }, goals: { drive_conversions: 'conversion' } }),
  metric(),
  placement(),
  variant('hero-default', { content: { title: 'Welcome', cta: 'Look around' } }),
  experiment('checkout-test', {
    variations: [
      variation('a', 0.5, { parameters: { steps: 3 } }),
      variation('b', 0.5, { parameters: { steps: 1 } }),
    ],
  }),
  flag('dark-mode', { type: 'boolean', value: true }),
  flag('greeting', { type: 'string', value: 'Hello' }),
  flag('page-size', { type: 'number', value: 24 }),
  flag('theme', { type: 'object', value: { accent: 'teal' } }),
];
/** A setting that only those change who publish. */
const notice = (value: string): SourceDocument => flag('notice', { type: 'string', value });
const ada = { targetingKey: 'ada', device: 'mobile' };

let server: TestServer;
let admin: Client;
let browserKey: string;

beforeAll(async () => {
  server = await startTestServer({ env: { ATTUNE_ROLE: 'api' } });
  admin = await adminClient(server.url);
  await publish(admin, documents);
  browserKey = expectOk<{ key: string }>(await admin.post('/api-keys', { name: 'web', kind: 'browser' })).key;
});
afterAll(async () => {
  await ServerSdk.close();
  await server.stop();
});

/** A key that may make one request a minute. */
const keyForOne = async (): Promise<string> =>
  expectOk<{ key: string }>(
    await admin.post('/api-keys', { name: 'limited', kind: 'browser', requestsPerMinute: 1 }),
  ).key;

const bearer = (key: string): [string, string][] => [['Authorization', `Bearer ${key}`]];

describe('the server SDK', () => {
  const clientWith = async (domain: string, headers: [string, string][]) => {
    await ServerSdk.setProviderAndWait(domain, new OFREPProvider({ baseUrl: server.url, headers }));
    return ServerSdk.getClient(domain);
  };
  const client = () => clientWith('shop', bearer(server.config.apiKey!));

  test('reads settings of every type', async () => {
    const flags = await client();
    expect(await flags.getBooleanDetails('dark-mode', false, ada)).toMatchObject({
      value: true,
      reason: 'STATIC',
    });
    expect(await flags.getStringValue('greeting', '', ada)).toBe('Hello');
    expect(await flags.getNumberValue('page-size', 0, ada)).toBe(24);
    expect(await flags.getObjectValue('theme', {}, ada)).toEqual({ accent: 'teal' });
  });

  test('reads a placement as the object that it renders', async () => {
    const flags = await client();
    const fallback = { title: '', cta: '' };
    expect(await flags.getObjectDetails('hero', fallback, ada)).toMatchObject({
      value: { title: 'Welcome', cta: 'Look around' },
      variant: 'hero-default',
      reason: 'DEFAULT',
      flagMetadata: { source: 'default', experience_id: expect.any(String) },
    });
  });

  test('reads an experiment as the key of its variation, the same one each time', async () => {
    const flags = await client();
    const details = await flags.getStringDetails('checkout-test', '', ada);
    expect(details).toMatchObject({ value: expect.stringMatching(/^[ab]$/), reason: 'SPLIT' });
    expect(details.variant).toBe(details.value);
    expect(JSON.parse(String(details.flagMetadata['parameters']))).toEqual({
      steps: details.value === 'a' ? 3 : 1,
    });
    expect(await flags.getStringValue('checkout-test', '', ada)).toBe(details.value);
  });

  test('splits customers over the variations', async () => {
    const flags = await client();
    const ids = Array.from({ length: 30 }, (_, i) => `customer-${i}`);
    const values = ids.map((targetingKey) => flags.getStringValue('checkout-test', '', { targetingKey }));
    expect(new Set(await Promise.all(values))).toEqual(new Set(['a', 'b']));
  });

  test.each([
    ['a flag that is missing', 'no-such-flag', ada, 'FLAG_NOT_FOUND'],
    ['no targeting key', 'checkout-test', {}, 'TARGETING_KEY_MISSING'],
    ['a page that is no key', 'checkout-test', { ...ada, page_type: 'A B' }, 'INVALID_CONTEXT'],
    ['another type', 'page-size', ada, 'TYPE_MISMATCH'],
  ])('gets its own default for %s', async (_name, key, context, errorCode) => {
    const details = await (await client()).getStringDetails(key, 'own default', context);
    expect(details).toMatchObject({ value: 'own default', reason: 'ERROR', errorCode });
  });

  test.each([
    ['a bad key', bearer('attune_nobody'), 'own default'],
    ['no key', [], 'own default'],
    ['a key as X-API-Key', [['X-API-Key', 'browser']], 'Hello'],
  ] as [string, [string, string][], string][])('with %s', async (name, headers, value) => {
    const given = headers.map(([header, key]): [string, string] => [
      header,
      key === 'browser' ? browserKey : key,
    ]);
    const flags = await clientWith(name, given);
    expect(await flags.getStringValue('greeting', 'own default', ada)).toBe(value);
  });

  test('asks no more once its key is over its limit, until it may again', async () => {
    let requests = 0;
    const provider = new OFREPProvider({
      baseUrl: server.url,
      headers: bearer(await keyForOne()),
      fetchImplementation: (input, init) => {
        requests += 1;
        return fetch(input, init);
      },
    });
    await ServerSdk.setProviderAndWait('limited', provider);
    const flags = ServerSdk.getClient('limited');
    const values = [];
    for (let i = 0; i < 4; i++) values.push(await flags.getStringValue('greeting', 'own default', ada));
    expect(values).toEqual(['Hello', 'own default', 'own default', 'own default']);
    // the second was told when to come back
    expect(requests).toBe(2);
  });

  test('an evaluation is no exposure: nothing is known of who was only asked about', async () => {
    await (await client()).getStringDetails('checkout-test', '', { targetingKey: 'bob' });
    expect((await server.api.get('/profile/bob')).status).toBe(404);
  });

  test('an exposure is told with the token in the metadata, and is counted in the experiment', async () => {
    const flags = await client();
    const context = { targetingKey: 'eve' };
    const { value, flagMetadata } = await flags.getStringDetails('checkout-test', '', context);
    const exposure = {
      customer_id: 'eve',
      behavior_type: 'variant_shown',
      data: { placement: 'checkout-test', variant: value },
      experience_id: flagMetadata['experience_id'],
    };
    const { api } = server;
    expectOk(await api.post('/track-behavior', exposure));
    const { experiments } = expectOk<{ experiments: object[] }>(await api.get('/profile/eve'));
    expect(experiments).toEqual([{ key: 'checkout-test', variation: value }]);
  });
});

test('an exposure is told as the performance of an experience too', async () => {
  const { api, url, config } = server;
  const context = { targetingKey: 'dan' };
  const asked = await clientOf(url).post(
    '/ofrep/v1/evaluate/flags/checkout-test',
    { context },
    { authorization: `Bearer ${config.apiKey}` },
  );
  const { value, metadata } = expectOk<{ value: string; metadata: { experience_id: string } }>(asked);
  const interactions = [{ type: 'shown', element: 'checkout-test' }];
  expectOk(await api.post(`/experience/${metadata.experience_id}/performance`, { interactions }));
  const { experiments } = expectOk<{ experiments: object[] }>(await api.get('/profile/dan'));
  expect(experiments).toEqual([{ key: 'checkout-test', variation: value }]);
});

describe('the web SDK', () => {
  const opened: Provider[] = [];
  afterEach(async () => {
    for (const provider of opened.splice(0)) await provider.onClose?.();
    for (const source of TestEventSource.opened) source.close();
    vi.unstubAllGlobals();
  });

  const open = async (options: Partial<OFREPWebProviderOptions> = {}) => {
    const statuses: number[] = [];
    // its type writes `hooks?: Hook[] | undefined` where the SDK's wants absence
    const provider = new OFREPWebProvider({
      baseUrl: server.url,
      headers: bearer(browserKey),
      cacheMode: 'disabled',
      fetchImplementation: async (input, init) => {
        const response = await fetch(input, init);
        statuses.push(response.status);
        return response;
      },
      ...options,
    }) as Provider;
    opened.push(provider);
    const domain = `web ${opened.length} ${expect.getState().currentTestName}`;
    await WebSdk.setContext(domain, ada);
    const failure = await WebSdk.setProviderAndWait(domain, provider).catch((error: unknown) => error);
    return { flags: WebSdk.getClient(domain), domain, statuses, failure };
  };

  test('reads settings, placements and experiments from one answer', async () => {
    const { flags, statuses } = await open();
    expect(flags.getBooleanValue('dark-mode', false)).toBe(true);
    expect(flags.getStringValue('greeting', '')).toBe('Hello');
    expect(flags.getNumberValue('page-size', 0)).toBe(24);
    expect(flags.getObjectValue('theme', {})).toEqual({ accent: 'teal' });
    expect(flags.getObjectValue('hero', {})).toMatchObject({ title: 'Welcome', cta: 'Look around' });
    expect(flags.getStringDetails('checkout-test', '')).toMatchObject({ reason: 'SPLIT' });
    expect(flags.getStringDetails('no-such-flag', 'own default')).toMatchObject({
      value: 'own default',
      errorCode: 'FLAG_NOT_FOUND',
    });
    expect(statuses).toEqual([200]);
  });

  test('agrees with the server SDK on who sees what', async () => {
    const { flags } = await open();
    await ServerSdk.setProviderAndWait(
      'agree',
      new OFREPProvider({ baseUrl: server.url, headers: bearer(browserKey) }),
    );
    const onServer = await ServerSdk.getClient('agree').getStringValue('checkout-test', '', ada);
    expect(flags.getStringValue('checkout-test', '')).toBe(onServer);
  });

  test('polls with the ETag and is answered 304 until a release is published', async () => {
    const { flags, statuses } = await open({ pollInterval: 20 });
    await soon(() => expect(statuses).toContain(304));
    await publish(admin, [notice('Good morning')]);
    await soon(() => expect(flags.getStringValue('notice', '')).toBe('Good morning'));
  });

  test('keeps what it has, and polls no more, once its key is over its limit', async () => {
    const headers = bearer(await keyForOne());
    const { flags, statuses } = await open({ headers, pollInterval: 20 });
    await soon(() => expect(statuses).toContain(429));
    await sleep(200);
    expect(statuses).toEqual([200, 429]);
    expect(flags.getStringValue('greeting', 'own default')).toBe('Hello');
  });

  test('is told of a release by the stream, without polling', async () => {
    vi.stubGlobal('EventSource', TestEventSource);
    const { flags } = await open();
    await soon(() => expect([...TestEventSource.opened].map(({ readyState }) => readyState)).toEqual([1]));
    const changed: string[] = [];
    flags.addHandler(ProviderEvents.ConfigurationChanged, (details) =>
      changed.push(...(details?.flagsChanged ?? [])),
    );
    await publish(admin, [notice('Good evening')]);
    await soon(() => expect(flags.getStringValue('notice', '')).toBe('Good evening'));
    expect(changed).toContain('notice');
    expect(changed).not.toContain('dark-mode');
  });

  test('asks anew when the customer changes', async () => {
    const { flags, domain, statuses } = await open();
    const ids = Array.from({ length: 12 }, (_, i) => `visitor-${i}`);
    const seen = new Set<string>();
    for (const targetingKey of ids) {
      await WebSdk.setContext(domain, { targetingKey, anonymous: true });
      seen.add(flags.getStringValue('checkout-test', ''));
    }
    expect(seen).toEqual(new Set(['a', 'b']));
    expect(statuses).toEqual(Array(13).fill(200));
  });

  test('shows whoever holds a preview link what it forces, and everyone else what is in force', async () => {
    const asked = { experiments: { 'checkout-test': 'b' } };
    const { preview } = expectOk<{ preview: string }>(await admin.post('/previews', asked));
    const header: [string, string] = ['X-Attune-Preview', preview];
    const shown = [];
    for (const targetingKey of Array.from({ length: 8 }, (_, i) => `tester-${i}`)) {
      const { flags, domain } = await open({ headers: [...bearer(browserKey), header] });
      await WebSdk.setContext(domain, { targetingKey });
      shown.push(flags.getStringValue('checkout-test', ''));
    }
    expect(shown).toEqual(Array(8).fill('b'));
  });

  test('shows a setting of a preview as it is drafted, which is in force for nobody yet', async () => {
    await saveDraft(admin, flag('drafted', { type: 'string', value: 'soon' }));
    const { preview } = expectOk<{ preview: string }>(
      await admin.post('/previews', { drafts: ['flag/drafted'] }),
    );
    const { flags } = await open({ headers: [...bearer(browserKey), ['X-Attune-Preview', preview]] });
    expect(flags.getStringValue('drafted', '')).toBe('soon');
    expect((await open()).flags.getStringValue('drafted', 'not yet')).toBe('not yet');
  });

  test('gets an ETag of its own with a preview, and never a 304', async () => {
    const asked = { experiments: { 'checkout-test': 'a' } };
    const { preview } = expectOk<{ preview: string }>(await admin.post('/previews', asked));
    const url = `${server.url}/ofrep/v1/evaluate/flags`;
    const evaluate = (headers: Record<string, string>) =>
      clientOf('', { authorization: `Bearer ${browserKey}` }).post(url, { context: ada }, headers);
    const usual = await evaluate({});
    const previewed = await evaluate({ 'x-attune-preview': preview });
    expect(previewed.headers.get('etag')).not.toBe(usual.headers.get('etag'));
    const known = { 'if-none-match': previewed.headers.get('etag')! };
    expect((await evaluate({ ...known, 'x-attune-preview': preview })).status).toBe(200);
    expect((await evaluate(known)).status).toBe(200);
    expect((await evaluate({ 'x-attune-preview': 'forged' })).status).toBe(400);
  });

  test.each([
    ['a bad key', { headers: bearer('attune_nobody') }, ProviderStatus.FATAL],
    ['no key', { headers: [] }, ProviderStatus.FATAL],
  ])('with %s it cannot be used', async (_name, options, status) => {
    const { flags, failure } = await open(options);
    expect(failure).toBeInstanceOf(Error);
    expect(flags.providerStatus).toBe(status);
    expect(flags.getStringValue('greeting', 'own default')).toBe('own default');
  });

  test('pages of any origin may ask, with what its requests carry and need', async () => {
    const url = `${server.url}/ofrep/v1/evaluate/flags`;
    const preflight = await clientOf('').call('OPTIONS', url);
    expect(preflight.status).toBe(204);
    const allowed = preflight.headers.get('access-control-allow-headers');
    for (const header of ['Authorization', 'X-API-Key', 'Content-Type', 'If-None-Match', 'X-Attune-Preview'])
      expect(allowed).toContain(header);
    const { headers } = await clientOf('').post(
      url,
      { context: ada },
      { authorization: `Bearer ${browserKey}` },
    );
    expect(headers.get('access-control-allow-origin')).toBe('*');
    for (const header of ['ETag', 'Retry-After'])
      expect(headers.get('access-control-expose-headers')).toContain(header);
  });
});
