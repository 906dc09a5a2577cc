import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ConsentEntry, deniedByPrivacyControl, purposes } from '#schemas/consent.ts';
import type { Erasure, PrivacyRequest } from '#schemas/privacy.ts';
import { type Connection, connectMongo } from '#server/platform/mongo.ts';
import { readRulesFolder } from '#server/platform/rules-folder.ts';
import { expectOk, publish } from '#test/support/publish.ts';
import { adminClient, type Client, startTestServer, type TestServer } from '#test/support/server.ts';

const rules = new URL('../../rules', import.meta.url).pathname;

let server: TestServer;
let admin: Client;
let db: Connection;

beforeAll(async () => {
  server = await startTestServer();
  admin = await adminClient(server.url);
  await publish(admin, await readRulesFolder(rules));
  db = await connectMongo(server.mongodbUrl);
});
afterAll(async () => {
  await db.close();
  await server.stop();
});

const track = async (customer: string, behavior_type: string, data: object = {}, more: object = {}) =>
  expectOk(await server.api.post('/track-behavior', { customer_id: customer, behavior_type, data, ...more }));
const profileOf = (id: string) => db.collection('customer_profiles').findOne({ id: `customer_id:${id}` });
const historyOf = async (id: string): Promise<ConsentEntry[]> =>
  expectOk(await admin.get(`/customers/customer_id:${id}/consents?range=[0,99]`));
const gpcPage = (customer_id: string) => ({ customer_id, behavior_type: 'page_viewed' });
const decide = async (customer: string, headers: Record<string, string> = {}) => {
  const request = { customer_id: customer, page_type: 'homepage' };
  return expectOk<{ elements: { source: string; reasons: { message: string }[] }[] }>(
    await server.api.post('/experience', request, headers),
  );
};
/** Every document of every collection, as text. */
const everything = async (): Promise<string> => {
  const names = (await db.db!.listCollections().toArray()).map(({ name }) => name);
  const found = await Promise.all(names.map((name) => db.collection(name).find().toArray()));
  return JSON.stringify(found);
};
const erased = async ({ id }: Erasure): Promise<Erasure> => {
  for (;;) {
    const list = expectOk<Erasure[]>(await admin.get('/erasures'));
    const found = list.find((one) => one.id === id);
    if (found?.state === 'done') return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};

describe('consent', () => {
  test('is kept with its evidence, source and end, and decides from the next decision on', async () => {
    await track('carla', 'page_viewed');
    expect((await decide('carla')).elements.map(({ source }) => source)).not.toContain('no_consent');
    const update = {
      purposes: { personalization: false },
      evidence: { text: 'Show me what I like', version: '7', method: 'banner' },
      expires_at: '2100-01-01T00:00:00Z',
    };
    expect((await server.api.post('/profile/carla/consent', update)).body).toEqual({
      stored: { personalization: false },
    });
    for (const { source } of (await decide('carla')).elements) expect(source).toBe('no_consent');
    const [kept] = await db.collection('consent_history').find({ profileId: 'customer_id:carla' }).toArray();
    expect(kept).toMatchObject({
      purposes: { personalization: false },
      evidence: { text: 'Show me what I like', version: '7', method: 'banner' },
      source: 'api',
      until: new Date('2100-01-01T00:00:00Z'),
    });
  });
  test('has a history that says of each choice what became of it and how it came', async () => {
    await track('hanna', 'page_viewed');
    const consent = (body: object) => server.api.post('/profile/hanna/consent', body);
    const evidence = { method: 'form', version: '3' };
    await consent({ purposes: { analytics: true }, evidence, expires_at: '2100-01-01T00:00:00Z' });
    await consent({ purposes: { analytics: false, cross_device: true } });
    await server.api.post('/track-behavior', gpcPage('hanna'), { 'sec-gpc': '1' });
    await track('hanna', 'email_unsubscribed');
    const asked = await admin.post('/privacy-requests', { type: 'objection', customer_id: 'hanna' });
    const { id: request } = expectOk<PrivacyRequest>(asked);
    await admin.post(`/privacy-requests/${request}/carry-out`, {});
    const found = await historyOf('hanna');
    expect(found.slice(0, 6)).toEqual(
      purposes.map((purpose) =>
        expect.objectContaining({
          ...{ purpose, given: false, state: 'in_force', source: 'system', request },
          ...{ event: 'consent_updated', messageId: `privacy-request-${request}` },
          evidence: expect.objectContaining({ method: 'objection' }),
        }),
      ),
    );
    const older = found.slice(6);
    expect(older.map(({ state, request: by }) => [state, by])).toEqual(older.map(() => ['replaced', null]));
    expect(older).toEqual([
      expect.objectContaining({ purpose: 'marketing_email', given: false, event: 'email_unsubscribed' }),
      ...deniedByPrivacyControl.map((purpose) =>
        expect.objectContaining({ purpose, given: false, signal: 'gpc', event: 'page_viewed' }),
      ),
      expect.objectContaining({ purpose: 'analytics', given: false, until: null, source: 'api' }),
      expect.objectContaining({ purpose: 'cross_device', given: true, identity: 'customer_id:hanna' }),
      expect.objectContaining({
        purpose: 'analytics',
        given: true,
        evidence,
        until: '2100-01-01T00:00:00.000Z',
      }),
    ]);
    const { headers, body } = await admin.get('/customers/customer_id:hanna/consents?range=[12,13]');
    expect(body).toEqual(found.slice(12));
    expect(headers.get('content-range')).toBe('consents 12-13/14');
  });
  test('to profiling alone is asked for before anything is inferred from what a customer did', async () => {
    await track('cora', 'page_viewed');
    await server.api.post('/profile/cora/consent', { purposes: { personalization: true, profiling: false } });
    const { body } = await server.api.post('/recommendations', { customer_id: 'cora' });
    expect(body).toMatchObject({
      missing: expect.arrayContaining([expect.stringContaining('profiling: no consent')]),
    });
  });
  test.each<[string, string, object]>([
    ['track-behavior', '/track-behavior', { customer_id: 'gpc-1', behavior_type: 'page_viewed' }],
    ['experience', '/experience', { customer_id: 'gpc-1', page_type: 'homepage' }],
    ['recommendations', '/recommendations', { customer_id: 'gpc-1' }],
  ])('is refused by the header Sec-GPC at %s', async (_door, path, body) => {
    const answer = await server.api.post(path, body, { 'sec-gpc': '1' });
    expect(answer.status).toBeLessThan(300);
    const told = JSON.stringify(answer.body);
    if (path === '/experience') expect(told).toContain('no_consent');
    else if (path === '/recommendations') expect(told).toContain('no consent');
    else expect((await profileOf('gpc-1'))?.['consent']).toMatchObject({ personalization: false });
  });
});

describe('what is stored of a customer', () => {
  test('holds e-mail addresses and telephone numbers as keyed hashes, and no IP address', async () => {
    const traits = { email: 'Dora@Shop.example', phone: '+49 228 1234', plan: 'gold' };
    await track('dora', 'identified', { traits }, { context: { ip: '203.0.113.7', device: 'mobile' } });
    await track('dora', 'order_noted', { contact: { email: 'dora@shop.example ' } });
    const events = await db.collection('events').find({ profileId: 'customer_id:dora' }).toArray();
    const text = JSON.stringify(events);
    for (const raw of ['shop.example', '228', '203.0.113.7']) expect(text).not.toContain(raw);
    const hashes = [...text.matchAll(/"email":"(hmac:[^"]+)"/g)].map(([, hash]) => hash);
    expect(hashes).toHaveLength(2);
    expect(new Set(hashes).size).toBe(1);
    expect((await profileOf('dora'))?.['traits']).toMatchObject({ plan: 'gold' });
  });
  test.each([
    ['Dora@Shop.Example', (hash: string) => hash],
    ['Orders of DORA@shop.example', (hash: string) => `orders of ${hash}`],
  ])('holds the same hash of a search for %s, whatever becomes of the other letters', async (query, kept) => {
    await track('dora', 'searched', { query });
    const profile = (await profileOf('dora'))!;
    const { email } = profile['traits'] as { email: string };
    expect(email).toMatch(/[A-Z]/);
    const [newest] = profile['searches'] as { query: string }[];
    expect(newest?.query).toBe(kept(email));
  });
  test('is rectified: a value replaced, another removed', async () => {
    const answer = await server.api.call('PATCH', '/profile/dora', {
      body: { traits: { plan: 'vip', phone: null } },
    });
    expect(answer.body).toEqual({ rectified: ['plan', 'phone'] });
    const traits = (await profileOf('dora'))?.['traits'];
    expect(traits).toMatchObject({ plan: 'vip' });
    expect(traits).not.toHaveProperty('phone');
  });
  test('is only kept while its processing is restricted', async () => {
    await server.api.post('/profile/dora/restriction', { restricted: true });
    for (const { source } of (await decide('dora')).elements) expect(source).toBe('no_consent');
    expect((await profileOf('dora'))?.['traits']).toMatchObject({ plan: 'vip' });
    await server.api.post('/profile/dora/restriction', { restricted: false });
    expect((await decide('dora')).elements.map(({ source }) => source)).not.toContain('no_consent');
  });
  test('is exported whole', async () => {
    const { status, headers, body } = await server.api.get('/profile/dora/export');
    expect(status).toBe(200);
    expect(headers.get('content-disposition')).toContain('personal-data.json');
    expect(body).toMatchObject({
      format: 'attune-personal-data/1',
      identities: ['customer_id:dora'],
      profile: { id: 'customer_id:dora', traits: { plan: 'vip' } },
      consent: { personalization: { allowed: true, basis: 'default_consent' } },
    });
    const { events, decisions, audit } = body as Record<string, { action?: string; type?: string }[]>;
    expect(events!.map(({ type }) => type)).toContain('identified');
    expect(decisions!.length).toBeGreaterThan(0);
    expect(audit!.map(({ action }) => action)).toEqual([
      'profile.rectified',
      'processing.restricted',
      'processing.resumed',
      'customer.exported',
    ]);
    expect((await server.api.get('/profile/nobody/export')).status).toBe(404);
  });
});

describe('an erased customer', () => {
  let before: unknown;
  let report: Erasure;
  const totals = async () => {
    const sums: Record<string, number> = {};
    for (const { experiment, variation, n } of await db.collection('experiment_totals').find().toArray())
      sums[`${experiment}/${variation}`] = (sums[`${experiment}/${variation}`] ?? 0) + Number(n ?? 0);
    return sums;
  };

  beforeAll(async () => {
    const made = await server.api.post('/experience', { customer_id: 'erik', page_type: 'homepage' });
    const { experience_id: id, elements } = expectOk<{
      experience_id: string;
      elements: { name: string }[];
    }>(made);
    const interactions = elements.map(({ name }) => ({ type: 'shown', element: name }));
    expectOk(await server.api.post(`/experience/${encodeURIComponent(id)}/performance`, { interactions }));
    await server.api.post('/profile/erik/consent', { purposes: { analytics: true } });
    before = await totals();
    expect(Object.keys(before as object).length).toBeGreaterThan(0);
    report = await erased(expectOk<Erasure>(await server.api.delete('/profile/erik')));
  });

  test('is in no document of any collection', async () => {
    expect(await everything()).not.toContain('erik');
    expect(report.removed).toMatchObject({ customer_profiles: 1, consent_history: 1 });
  });
  test('leaves reports as they were', async () => {
    expect(await totals()).toEqual(before);
  });
  test('is named in the audit log by a reference that leads nowhere', async () => {
    const entries = await db.collection('audit_log').find({ action: 'customer.erased' }).toArray();
    expect(entries.map(({ subject }) => subject)).toEqual([expect.stringMatching(/^subject:[\w-]{36}$/)]);
    const { subject: reference } = entries[0]!;
    expect(await db.collection('subject_references').countDocuments({ reference })).toBe(0);
  });
  test('is not brought back by what happened before, and begins anew with what happens after', async () => {
    const late = await server.api.post('/track-behavior', {
      customer_id: 'erik',
      behavior_type: 'page_viewed',
      timestamp: '2026-01-01T00:00:00Z',
    });
    expect(late.body).toMatchObject({ accepted: 0, duplicates: 0, erased: 1 });
    expect(await profileOf('erik')).toBeNull();
    await track('erik', 'page_viewed');
    expect(await profileOf('erik')).toMatchObject({ counters: { events: { page_viewed: 1 } } });
  });
});

test('a merged customer is erased whole, by any identity', async () => {
  const visit = { anonymous_id: 'browser-of-gustav', behavior_type: 'page_viewed' };
  expectOk(await server.api.post('/track-behavior', visit));
  await track('gustav', 'identified', { traits: {} }, { anonymous_id: 'browser-of-gustav' });
  await expect
    .poll(async () => (await profileOf('gustav'))?.['identities'])
    .toContain('anonymous_id:browser-of-gustav');
  await erased(expectOk<Erasure>(await server.api.delete('/profile/browser-of-gustav?anonymous=true')));
  expect(await everything()).not.toContain('gustav');
});

describe('a privacy request', () => {
  const ask = async (body: object) =>
    expectOk<PrivacyRequest>(await admin.post('/privacy-requests', { customer_id: 'fay', ...body }));
  const act = async (id: string, verb: string, body: object = {}) =>
    await admin.post(`/privacy-requests/${id}/${verb}`, body);
  beforeAll(() => track('fay', 'identified', { traits: { plan: 'gold' } }));

  test('has a deadline, which is moved once', async () => {
    const request = await ask({ type: 'access', received_at: '2026-03-31T10:00:00Z' });
    expect(request).toMatchObject({ state: 'open', law: 'gdpr', dueAt: '2026-04-30T10:00:00.000Z' });
    const extended = await act(request.id, 'extend', { note: 'several systems' });
    expect(extended.body).toMatchObject({ dueAt: '2026-06-30T10:00:00.000Z', extended: true });
    expect((await act(request.id, 'extend', { note: 'again' })).status).toBe(409);
  });
  test.each<[PrivacyRequest['type'], object, object]>([
    ['rectification', { traits: { plan: 'vip' } }, { traits: { plan: 'vip' } }],
    ['restriction', {}, { restrictedAt: expect.any(Date) }],
    ['objection', {}, { consent: { profiling: false, marketing_email: false } }],
    ['opt_out', {}, { consent: { cross_device: false } }],
  ])('for %s is carried out and completed', async (type, more, outcome) => {
    const request = await ask({ type, ...more });
    expect((await act(request.id, 'carry-out')).body).toMatchObject({ state: 'carried_out' });
    expect(await profileOf('fay')).toMatchObject(outcome);
    const { body } = await act(request.id, 'complete', { note: 'told by letter' });
    expect(body).toMatchObject({
      state: 'completed',
      steps: [{}, {}, { what: 'completed', note: 'told by letter' }],
    });
    expect((await act(request.id, 'carry-out')).status).toBe(409);
  });
  test('for erasure forgets who asked, and stays on record', async () => {
    const request = await ask({ type: 'erasure', note: 'fay wrote to us' });
    const { erasureId } = expectOk<PrivacyRequest>(await act(request.id, 'carry-out'));
    await erased(expectOk<Erasure>(await admin.get(`/erasures/${erasureId}`)));
    const { body } = await admin.get(`/privacy-requests/${request.id}`);
    expect(body).toMatchObject({ type: 'erasure', profileId: null, erasureId });
    expect(JSON.stringify(body)).not.toContain('fay');
    const audit = await db.collection('audit_log').find({ 'detail.erasure': erasureId }).toArray();
    expect(audit.map(({ action }) => action)).toEqual(['customer.erased']);
  });
  test('of whoever is erased meanwhile ends with the erasure, which carries out another that was asked for', async () => {
    await track('fay', 'page_viewed');
    const requests = [await ask({ type: 'access' }), await ask({ type: 'erasure' })];
    const answered = await ask({ type: 'access' });
    await act(answered.id, 'complete', { note: 'told by letter' });
    const { id: erasureId } = await erased(expectOk<Erasure>(await server.api.delete('/profile/fay')));
    const now = async ({ id }: PrivacyRequest) => (await admin.get(`/privacy-requests/${id}`)).body;
    const [access, erasure] = await Promise.all(requests.map(now));
    const closed = { state: 'erased', profileId: null, erasureId, completedAt: expect.any(String) };
    expect(access).toMatchObject({ ...closed, steps: [{}, { what: 'erased', by: 'system' }] });
    expect(erasure).toMatchObject({ state: 'carried_out', profileId: null, erasureId, completedAt: null });
    expect(await now(answered)).not.toHaveProperty('erasureId');
    expect((await act(requests[0]!.id, 'complete', { note: 'too late' })).status).toBe(409);
  });
  test('is refused with its reason', async () => {
    const request = await ask({ type: 'access' });
    expect((await act(request.id, 'refuse', {})).status).toBe(400);
    const { body } = await act(request.id, 'refuse', { note: 'could not be identified' });
    expect(body).toMatchObject({ state: 'refused', completedAt: expect.any(String) });
  });
});
