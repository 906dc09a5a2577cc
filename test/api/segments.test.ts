import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Overlap, SegmentDetail, SegmentSizes, UploadResult } from '#schemas/segment-report.ts';
import { connectMongo } from '#server/platform/mongo.ts';
import { segmentMemberStore } from '#server/stores/segment-members.ts';
import {
  fact,
  ordersAtLeast,
  placement,
  rule,
  segment,
  settings,
  uploaded,
  variant,
} from '#test/domain/decisions/shop.ts';
import { expectOk, publish } from '#test/support/publish.ts';
import { adminClient, type Client, startTestServer, type TestServer } from '#test/support/server.ts';
import { soon } from '#test/support/soon.ts';

const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();
const all = (...conditions: object[]) => ({ all: conditions });
const days = (seconds: number): number => seconds / 86_400;

let server: TestServer;
let admin: Client;

const track = async (customer: string, behavior: string, at: string, data: object = {}): Promise<void> => {
  expectOk(
    await server.api.post('/track-behavior', {
      customer_id: customer,
      behavior_type: behavior,
      timestamp: at,
      data,
    }),
  );
};
const order = (customer: string, id: string): Promise<void> =>
  track(customer, 'order_completed', ago(0), {
    order_id: id,
    total: { amount: 1000, currency: 'EUR' },
    items: [{ product_id: 'tea' }],
  });

const sizes = async (): Promise<SegmentSizes> => expectOk(await admin.get('/segment-sizes'));
const sizeOf = async (key: string): Promise<number> =>
  (await sizes()).segments.find((each) => each.key === key)!.customers;
const membersOf = async (key: string): Promise<string[]> =>
  expectOk<{ subject: string }[]>(await admin.get(`/segments/${key}/members`)).map(({ subject }) => subject);
const heroOf = async (who: object): Promise<string> => {
  const { elements } = expectOk<{ elements: { variant: string }[] }>(
    await server.api.post('/experience', {
      ...who,
      page_type: 'homepage',
      elements_to_personalize: ['hero_banner'],
    }),
  );
  return elements[0]!.variant;
};
const send = async (path: string, type: string, body: string) => {
  const { status, body: result } = await admin.post(path, body, { 'content-type': type });
  return { status, result: result as UploadResult };
};

beforeAll(async () => {
  server = await startTestServer({ env: { ATTUNE_ROLE: 'all' } });
  admin = await adminClient(server.url);
  await publish(admin, [
    settings(),
    placement('hero_banner', { defaultVariant: 'hero-a' }),
    variant('hero-a'),
    variant('hero-b', { requiresRule: true }),
    segment('buyers', ordersAtLeast(1)),
    segment('lately', all(fact('profile', '$.days_since_last_seen', 'lessThan', days(4)))),
    segment('best', all(fact('profile', '$.segments', 'containsAll', ['buyers', 'press']))),
    uploaded('press'),
    rule('for-press', [{ type: 'pin', placement: 'hero_banner', variant: 'hero-b' }], {
      conditions: all(fact('profile', '$.segments', 'inSegment', 'press')),
    }),
  ]);
}, 60_000);
afterAll(() => server.stop());

describe('with every event', () => {
  test('a customer is in a segment as soon as the event is answered', async () => {
    await order('ada', 'o1');
    expect(await membersOf('buyers')).toEqual(['ada']);
  });

  test('time alone lets a customer leave, and says so', async () => {
    await track('bob', 'page_viewed', ago(0));
    expect(await membersOf('lately')).toContain('bob');
    await soon(async () => expect(await membersOf('lately')).toEqual([]));
    const { days: told } = expectOk<SegmentDetail>(await admin.get('/segments/lately/size?days=7'));
    expect(told).toHaveLength(7);
    expect(told.at(-1)).toMatchObject({ customers: 0, entered: 2, left: 2 });
  });
});

describe('by upload', () => {
  test('customers with and without a profile are in it, and decisions know both', async () => {
    const csv = 'name,customer_id\nAda,ada\n"Byron, G.",byron\nNobody,\n';
    const { status, result } = await send('/segments/press/members', 'text/csv', csv);
    expect(status).toBe(200);
    expect(result).toEqual({
      rows: 3,
      added: 2,
      removed: 0,
      faulty: 1,
      faults: [{ row: 3, message: 'no customer_id or anonymous_id' }],
      customers: 1,
    });
    expect(await membersOf('press')).toEqual(['ada']);
    expect(await heroOf({ customer_id: 'ada' })).toBe('hero-b');
    expect(await heroOf({ customer_id: 'byron' })).toBe('hero-b');
    expect(await heroOf({ customer_id: 'nobody' })).toBe('hero-a');
  });

  test('a segment that asks for it follows', async () => {
    expect(await membersOf('best')).toEqual(['ada']);
  });

  test('the first event of someone who was uploaded makes them a member', async () => {
    await track('byron', 'page_viewed', ago(0));
    expect(await membersOf('press')).toEqual(['ada', 'byron']);
  });

  test.each([
    ['is not JSON', '{', 'not valid JSON'],
    ['is a list', '["ada"]', 'neither an id nor an object with customer_id or anonymous_id'],
    ['has both ids', '{"customer_id":"a","anonymous_id":"b"}', 'both customer_id and anonymous_id'],
  ])('a line that %s is told', async (_, line, message) => {
    const ndjson = `"ada"\n${line}\n`;
    const { result } = await send('/segments/press/members', 'application/x-ndjson', ndjson);
    expect(result).toMatchObject({ rows: 2, added: 0, faulty: 1, faults: [{ row: 2, message }] });
  });

  test.each([
    ['customer_id\nada\n"cy\nbob\n', 'row 2 opens a quote that is never closed. The row before', 1],
    ['customer_id\n"ada\n', 'row 1 opens a quote that is never closed. Nothing was taken.', 0],
  ])('what cannot be read on is refused with what was taken of it: %j', async (csv, told, rows) => {
    const path = '/segments/press/members?mode=replace';
    const { status, result } = await send(path, 'text/csv', csv);
    expect(status).toBe(400);
    expect(result).toMatchObject({
      detail: expect.stringContaining(told),
      taken: { rows, added: 0, removed: 0 },
    });
    expect(await membersOf('press')).toEqual(['ada', 'byron']);
  });

  test('a replacement with a faulty row removes nobody, one without removes everyone else', async () => {
    const path = '/segments/press/members?mode=replace';
    expect((await send(path, 'text/csv', 'customer_id\nada\n""\n')).result).toMatchObject({ removed: 0 });
    expect(await membersOf('press')).toEqual(['ada', 'byron']);
    expect((await send(path, 'text/csv', 'customer_id\nbyron\n')).result).toMatchObject({
      added: 0,
      removed: 1,
      customers: 1,
    });
    expect(await membersOf('press')).toEqual(['byron']);
    expect(await membersOf('best')).toEqual([]);
  });

  test('ids are taken out again', async () => {
    const { body } = await admin.post('/segments/press/members?mode=remove', {
      ids: ['byron', { anonymous_id: 'stranger' }],
    });
    expect(body).toMatchObject({ rows: 2, removed: 1, customers: 0 });
    expect(await heroOf({ customer_id: 'byron' })).toBe('hero-a');
  });

  test('is refused for a segment by conditions', async () => {
    const { status } = await admin.post('/segments/buyers/members', { ids: ['ada'] });
    expect(status).toBe(400);
  });
});

describe('what is told', () => {
  beforeAll(async () => {
    await send('/segments/press/members?mode=replace', 'text/csv', 'customer_id\nada\ncy\n');
    for (const customer of ['bob', 'cy']) await order(customer, `${customer}-1`);
  });

  test('sizes with their trend', async () => {
    const { customers, segments } = await sizes();
    expect(customers).toBe(4);
    expect(segments.find(({ key }) => key === 'press')).toMatchObject({
      source: 'upload',
      customers: 2,
      uploaded: 2,
      customers_before: null,
      trend: [...Array<null>(29).fill(null), 2],
      kept_since: expect.stringContaining(new Date().toISOString().slice(0, 10)),
    });
  });

  test('what uses a segment', async () => {
    const { usedBy } = expectOk<SegmentDetail>(await admin.get('/segments/press/size'));
    expect(usedBy.sort()).toEqual(['rule/for-press', 'segment/best']);
  });

  test('overlap, each customer in one group', async () => {
    const overlap = expectOk<Overlap>(await admin.get('/segment-overlap?segments=buyers,press'));
    expect(overlap).toEqual({
      segments: [
        { key: 'buyers', customers: 3 },
        { key: 'press', customers: 2 },
      ],
      groups: [
        { segments: ['buyers', 'press'], customers: 2 },
        { segments: ['buyers'], customers: 1 },
      ],
      any: 3,
      all: 2,
    });
  });

  test.each([
    ['one', 'segments=press', 400],
    ['one twice', 'segments=press,press', 400],
    ['one that there is not', 'segments=press,absent', 404],
  ])('overlap is refused of %s', async (_, query, status) => {
    expect((await admin.get(`/segment-overlap?${query}`)).status).toBe(status);
  });

  test('an export is an upload', async () => {
    const { text } = await admin.get('/segments/press/export?format=csv');
    expect(text.split('\n').map((line) => line.split(',').slice(0, 2).join(','))).toEqual([
      'customer_id,anonymous_id',
      'ada,',
      'cy,',
      '',
    ]);
    expect((await send('/segments/press/members', 'text/csv', text)).result).toMatchObject({
      rows: 2,
      added: 0,
      faulty: 0,
    });
  });
});

describe('a release that changes a segment', () => {
  test('is followed by everyone’s memberships, and tells how far it is', async () => {
    await publish(admin, [segment('buyers', ordersAtLeast(2))]);
    await soon(async () => expect(await sizeOf('buyers')).toBe(0));
    await soon(async () => {
      const { recompute, release } = await sizes();
      expect(recompute).toMatchObject({ state: 'done', release, done: 4, total: 4 });
    });
    await order('ada', 'o2');
    expect(await membersOf('buyers')).toEqual(['ada']);
  });

  test('is computed anew when someone asks', async () => {
    const before = (await sizes()).recompute!.startedAt;
    expect((await admin.post('/segment-recompute', { segments: 'all' })).status).toBe(202);
    await soon(async () => expect((await sizes()).recompute!.startedAt).not.toBe(before));
  });
});

test('whoever is restricted stays where they are and keeps no worker busy, until that is lifted', async () => {
  const restrict = async (restricted: boolean): Promise<void> => {
    expectOk(await server.api.post('/profile/rex/restriction', { restricted }));
  };
  const db = await connectMongo(server.mongodbUrl);
  const members = segmentMemberStore(db, { project: 'default', environment: 'production' });
  const inSegment = async (id: string): Promise<boolean> => (await membersOf('lately')).includes(id);
  await track('rex', 'page_viewed', ago(0));
  await restrict(true);
  await track('sue', 'page_viewed', ago(0));
  await soon(async () => expect([await inSegment('sue'), await inSegment('rex')]).toEqual([false, true]));
  expect(await members.due(new Date(), 10)).toEqual([]);
  await restrict(false);
  await soon(async () => expect(await inSegment('rex')).toBe(false));
  await db.close();
}, 30_000);
