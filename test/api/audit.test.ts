import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AuditRow } from '#schemas/audit.ts';
import type { Erasure } from '#schemas/privacy.ts';
import { settings, uploaded } from '#test/domain/decisions/shop.ts';
import { credentials } from '#test/support/product.ts';
import { expectOk, publish } from '#test/support/publish.ts';
import {
  adminClient,
  type Client,
  clientOf,
  startTestServer,
  type TestServer,
} from '#test/support/server.ts';

let server: TestServer;
let admin: Client;

beforeAll(async () => {
  server = await startTestServer();
  admin = await adminClient(server.url);
  await publish(admin, [settings(), uploaded('press')]);
});
afterAll(() => server.stop());

type Wire = Omit<AuditRow, 'at'> & { at: string };
const list = (filter: object, range: [number, number] = [0, 99]) =>
  admin.get(`/audit?filter=${encodeURIComponent(JSON.stringify(filter))}&range=${JSON.stringify(range)}`);
const audited = async (filter: object): Promise<Wire[]> => expectOk<Wire[]>(await list(filter));
const visit = async (customer_id: string): Promise<void> => {
  expectOk(await server.api.post('/track-behavior', { customer_id, behavior_type: 'page_viewed' }));
};

describe('an export', () => {
  test.each([
    ['of the API', 'api', /^key:/, () => server.api.get('/profile/ada/export')],
    ['of the admin', 'admin', /@/, () => admin.get('/customers/customer_id:ada/export')],
  ])('%s leaves one entry with who and which door, and holds it', async (_, door, who, take) => {
    await visit('ada');
    const filter = { action: 'customer.exported', subject: 'customer_id:ada' };
    const before = await audited(filter);
    const taken = expectOk<{ audit: { action: string; detail: object }[] }>(await take());
    const [entry, ...older] = await audited(filter);
    expect(older).toEqual(before);
    expect(entry).toMatchObject({
      ...{ action: 'customer.exported', detail: { door }, customer: 'customer_id:ada' },
      ...{ actor: expect.stringMatching(who), subject: expect.stringMatching(/^subject:/) },
    });
    expect(taken.audit.at(-1)).toMatchObject({ action: 'customer.exported', detail: { door } });
  });

  test('of nobody leaves none', async () => {
    const before = await audited({ action: 'customer.exported' });
    expect((await server.api.get('/profile/nobody/export')).status).toBe(404);
    expect(await audited({ action: 'customer.exported' })).toEqual(before);
  });

  test('is told of a reference alone once the customer is erased', async () => {
    await visit('erik');
    await server.api.get('/profile/erik/export');
    const [{ subject } = { subject: '' }] = await audited({ subject: 'customer_id:erik' });
    const { id } = expectOk<Erasure>(await server.api.delete('/profile/erik'));
    await expect
      .poll(async () => expectOk<Erasure>(await admin.get(`/erasures/${id}`)).state, { timeout: 20_000 })
      .toBe('done');
    expect(await audited({ subject: 'customer_id:erik' })).toEqual([]);
    const kept = await audited({ subject });
    expect(kept.map(({ action }) => action)).toEqual(['customer.erased', 'customer.exported']);
    expect(JSON.stringify(kept)).not.toContain('erik');
  });
});

describe('of a segment', () => {
  const entries = () => audited({ subject: 'segment/press' });
  const upload = (mode: string, ids: string[]) => admin.post(`/segments/press/members?mode=${mode}`, { ids });

  test.each([
    ['add', ['p1', 'p2'], { rows: 2, added: 2, removed: 0, faulty: 0 }],
    ['replace', ['p2'], { rows: 1, added: 0, removed: 1, faulty: 0 }],
    ['remove', ['p2'], { rows: 1, added: 0, removed: 1, faulty: 0 }],
  ])('an upload that is to %s leaves an entry with counts alone', async (mode, ids, counts) => {
    const before = await entries();
    expectOk(await upload(mode, ids));
    const [entry, ...older] = await entries();
    expect(older).toEqual(before);
    expect(entry).toMatchObject({ action: 'segment.uploaded', actor: expect.stringMatching(/@/) });
    expect(entry?.detail).toEqual({ door: 'admin', mode, ...counts });
  });

  test('an upload that breaks off leaves one with what was taken', async () => {
    const body = '{"customer_id":"p3"}\n[1';
    const answer = await admin.post('/segments/press/members?mode=add', body, {
      'content-type': 'application/x-ndjson',
    });
    const [entry] = await entries();
    expect(entry?.detail).toMatchObject({ mode: 'add', added: 1 });
    expect(answer.status).toBeLessThan(500);
  });

  test('an export leaves an entry with how many customers were in it', async () => {
    await visit('p3');
    expectOk(await admin.get('/segments/press/export?format=csv'));
    const [entry] = await entries();
    expect(entry).toMatchObject({
      action: 'segment.exported',
      detail: { door: 'admin', format: 'csv', customers: expect.any(Number) },
    });
  });
});

describe('the audit log', () => {
  test.each([
    ['nobody', {}],
    ['an API key with every right', { authorization: `Bearer ${credentials.apiKey}` }],
  ])('is not read by %s', async (_, headers: Record<string, string>) => {
    expect((await clientOf(server.url, headers).get('/api/admin/audit')).status).toBe(401);
  });

  test('comes by pages, the newest first', async () => {
    const all = await audited({});
    const times = all.map(({ at }) => at);
    expect(times).toEqual(times.toSorted().reverse());
    const { body, headers } = await list({}, [1, 2]);
    expect(body).toEqual(all.slice(1, 3));
    expect(headers.get('content-range')).toBe(`audit 1-2/${all.length}`);
  });

  test('is narrowed by action, by who, and from a time to before another', async () => {
    const all = await audited({});
    const matching = (is: (row: Wire) => boolean): Wire[] => all.filter(is);
    const action = ['segment.uploaded', 'segment.exported'];
    expect(await audited({ action })).toEqual(matching((row) => action.includes(row.action)));
    expect(await audited({ actor: 'key:' })).toEqual(matching(({ actor }) => actor.startsWith('key:')));
    const [until, since] = [all[1]!.at, all.at(-2)!.at];
    expect(await audited({ since, until })).toEqual(matching(({ at }) => at >= since && at < until));
  });

  test.each([[{ action: 'customer.forgotten' }], [{ since: 'yesterday' }], [{ who: 'ada' }]])(
    'refuses the filter %o',
    async (filter) => {
      expect((await list(filter)).status).toBe(400);
    },
  );
});
