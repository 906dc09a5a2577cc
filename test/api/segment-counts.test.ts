import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Membership } from '#schemas/profile.ts';
import { type Scope, scopeKey } from '#schemas/scope.ts';
import type { SegmentChange } from '#schemas/segment-report.ts';
import { type Connection, connectMongo } from '#server/platform/mongo.ts';
import { profileStore } from '#server/stores/profiles.ts';
import { segmentChangeStore } from '#server/stores/segment-changes.ts';
import { segmentMemberStore } from '#server/stores/segment-members.ts';
import { fact, ordersAtLeast, segment, settings, uploaded } from '#test/domain/decisions/shop.ts';
import '#test/support/properties.ts';
import { expectOk, publish } from '#test/support/publish.ts';
import { adminClient, type Client, startTestServer, type TestServer } from '#test/support/server.ts';
import { soon } from '#test/support/soon.ts';

const scope: Scope = { project: 'default', environment: 'production' };
const dayMs = 86_400_000;

let server: TestServer;
let admin: Client;
let db: Connection;
let sent = 0;
let released = 0;
const merged: [from: string, into: string][] = [];

const lately = (days: number) =>
  segment('lately', { all: [fact('profile', '$.days_since_last_seen', 'lessThan', days)] });

beforeAll(async () => {
  server = await startTestServer({ env: { ATTUNE_ROLE: 'all' } });
  admin = await adminClient(server.url);
  db = await connectMongo(server.mongodbUrl);
  const both = [fact('profile', '$.segments', 'containsAll', ['buyers', 'press'])];
  const segments = [segment('buyers', ordersAtLeast(1)), lately(3), segment('both', { all: both })];
  await publish(admin, [settings(), ...segments, uploaded('press')]);
}, 60_000);
afterAll(async () => {
  await db.close();
  await server.stop();
});

const tally = (counts: Map<string, number>, name: string): unknown =>
  counts.set(name, (counts.get(name) ?? 0) + 1);

/** What the profiles themselves say. */
const sizesFromScratch = async () => {
  const found = await db
    .collection('customer_profiles')
    .find({ scope: scopeKey(scope) } as never)
    .toArray();
  const bySegment = new Map<string, number>();
  for (const { memberships } of found as unknown as { memberships?: Membership[] }[])
    for (const { segment } of memberships ?? []) tally(bySegment, segment);
  return { customers: found.length, bySegment };
};

/** Comings and goings as the changes themselves say. */
const daysFromScratch = async () => {
  const found = await db.collection('segment_changes').find({}).toArray();
  const counts = new Map<string, number>();
  for (const { segment, change, at } of found as unknown as SegmentChange[])
    tally(counts, `${segment} ${at.toISOString().slice(0, 10)} ${change}`);
  return counts;
};
const daysKept = async () => {
  const kept = await segmentChangeStore(db, scope).byDayOfAll(new Date(0));
  const counts = [...kept].flatMap(([key, days]) =>
    days.flatMap(({ day, entered, left }): [string, number][] => [
      [`${key} ${day} entered`, entered],
      [`${key} ${day} left`, left],
    ]),
  );
  return new Map(counts.filter(([, count]) => count !== 0));
};

const post = (path: string, body: object) => server.api.post(path, body);
const did = async (who: object, daysAgo: number, buys: boolean): Promise<void> => {
  sent += 1;
  const order = {
    order_id: `o${sent}`,
    total: { amount: 1000, currency: 'EUR' },
    items: [{ product_id: 'tea' }],
  };
  expectOk(
    await post('/track-behavior', {
      ...who,
      behavior_type: buys ? 'order_completed' : 'page_viewed',
      timestamp: new Date(Date.now() - daysAgo * dayMs).toISOString(),
      data: buys ? order : {},
    }),
  );
};
const upload = async (id: string, mode: 'add' | 'remove'): Promise<void> => {
  expectOk(await admin.post(`/segments/press/members?mode=${mode}`, { ids: [{ customer_id: id }] }));
};
const erase = async (id: string): Promise<void> => {
  const { status } = await server.api.call('DELETE', `/profile/${id}`);
  expect([202, 404]).toContain(status);
};
/** Some merges are refused, such as of somebody with themselves: then nothing changes. */
const say = (path: string, from: string, into: string) =>
  post(path, { from: { customer_id: from }, into: { customer_id: into }, reason: 'They told us' });

const id = fc.integer({ min: 0, max: 5 }).map((n) => `c${n}`);
const visitor = fc.integer({ min: 0, max: 3 }).map((n) => `v${n}`);
const daysAgo = fc.integer({ min: 0, max: 6 });

/** What happens to customers, by weight. */
const happening = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(fc.constant('event' as const), id, daysAgo, fc.boolean()) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('visit' as const), visitor, daysAgo) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('login' as const), visitor, id) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('merge' as const), id, id) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('undo' as const), fc.nat()) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('upload' as const), id, fc.constantFrom('add', 'remove')) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('release' as const), fc.integer({ min: 1, max: 6 })) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('erasure' as const), id) },
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

const happens = async (one: Happening): Promise<void> => {
  switch (one[0]) {
    case 'event':
      return did({ customer_id: one[1] }, one[2], one[3]);
    case 'visit':
      return did({ anonymous_id: one[1] }, one[2], false);
    case 'login':
      return did({ anonymous_id: one[1], customer_id: one[2] }, 0, false);
    case 'merge':
      if ((await say('/profile/merge', one[1], one[2])).status < 300) merged.push([one[1], one[2]]);
      return;
    case 'undo':
      if (merged.length > 0) await say('/profile/merge/undo', ...merged[one[1] % merged.length]!);
      return;
    case 'upload':
      return upload(one[1], one[2] as 'add' | 'remove');
    case 'release':
      // the same again would be no release
      released += 1;
      await publish(admin, [lately(one[1] + released / 1000)]);
      return;
    default:
      return erase(one[1]);
  }
};

test('sizes and comings and goings equal what is counted from scratch, whatever happens to customers', async () => {
  const members = segmentMemberStore(db, scope);
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 60, maxLength: 60 }), async (history) => {
      for (const one of history) {
        await happens(one);
        // time, releases and erasures go on beside it
        await soon(async () => {
          expect(await members.sizes()).toEqual(await sizesFromScratch());
          expect(await daysKept()).toEqual(await daysFromScratch());
        });
      }
    }),
    { numRuns: 2, endOnFailure: true },
  );
  expect((await members.sizes()).customers).toBeGreaterThan(0);
}, 120_000);

test('counted anew, while others write, the counts are the same', async () => {
  const members = segmentMemberStore(db, scope);
  const counting = Promise.all([members.countAnew(), members.countAnew()]);
  for (let n = 0; n < 10; n += 1) await did({ customer_id: `new-${n}` }, 0, true);
  await counting;
  await soon(async () => expect(await members.sizes()).toEqual(await sizesFromScratch()));
});

test('customers of a store that never counted any are counted at the first question', async () => {
  const counted = await profileStore(db, scope).count();
  await db.collection('customer_counts').deleteMany({});
  expect(await segmentMemberStore(db, scope).sizes()).toEqual(await sizesFromScratch());
  expect(await profileStore(db, scope).count()).toBe(counted);
});
