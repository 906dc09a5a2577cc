import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReplayJob, ReplayResult } from '#schemas/replay.ts';
import { type Connection, connectMongo } from '#server/platform/mongo.ts';
import { placement, rule, settings, variant } from '#test/domain/decisions/shop.ts';
import { expectOk, publish, saveDraft } from '#test/support/publish.ts';
import { adminClient, type Client, startTestServer, type TestServer } from '#test/support/server.ts';
import { millisecondsUntil } from '#test/support/wait.ts';

const VISITS = 3;
const since = new Date(Date.now() - 3_600_000).toISOString();
const pin = [{ type: 'pin', placement: 'hero_banner', variant: 'for-vips' }];
const documents = [
  settings(),
  placement('hero_banner', { defaultVariant: 'hero-a' }),
  variant('hero-a'),
  // nothing but the rule shows it
  variant('for-vips', { requiresRule: true }),
  rule('vip-hero', pin),
];

let server: TestServer;
let admin: Client;
let db: Connection;
/** The decisions, in the order they were made. */
const made: string[] = [];

const visit = async (): Promise<void> => {
  const asked = await server.api.post('/experience', { customer_id: '42', context: {} });
  const { experience_id: id } = expectOk<{ experience_id: string }>(asked);
  const shown = { interactions: [{ type: 'shown', element: 'hero_banner' }] };
  expectOk(await server.api.post(`/experience/${id}/performance`, shown));
};

const version = async (): Promise<unknown> =>
  (await db.collection('customer_profiles').findOne({}))?.['version'];

const replayed = async (): Promise<ReplayResult> => {
  const { id } = expectOk<ReplayJob>(await admin.post('/replay', { release: 'draft', since }));
  const one = async () => expectOk<ReplayJob>(await admin.get(`/replay/${id}`));
  await millisecondsUntil(async () => (await one()).state !== 'running', 60_000);
  return (await one()).result!;
};

beforeAll(async () => {
  server = await startTestServer();
  db = await connectMongo(server.mongodbUrl);
  admin = await adminClient(server.url);
  await publish(admin, documents);
  for (let index = 0; index < VISITS; index += 1) {
    const before = await version();
    await visit();
    // a showing counts for the next visit once it is in the profile
    await millisecondsUntil(async () => (await version()) !== before);
  }
  await millisecondsUntil(async () => (await db.collection('decisions').countDocuments()) === VISITS);
  const records = await db.collection('decisions').find().sort({ at: 1 }).toArray();
  made.push(...records.map(({ _id }) => String(_id)));
  await saveDraft(admin, rule('vip-hero', pin, { frequencyCap: { max: 2, hours: 24 } }));
}, 60_000);
afterAll(async () => {
  await db.close();
  await server.stop();
});

test('a cap that a draft gives to a rule counts what the rule had shown before each decision', async () => {
  const result = await replayed();
  expect(result).toMatchObject({ decisions: VISITS, replayed: VISITS, leftOut: [], changed: 1 });
  expect(result.placements[0]!.moves).toMatchObject([{ from: 'for-vips', to: 'hero-a', elements: 1 }]);
});

test('once a decision behind the showings is gone, those after it cannot be told', async () => {
  await db.collection('decisions').deleteOne({ _id: made[0] } as never);
  const result = await replayed();
  expect(result).toMatchObject({ decisions: VISITS - 1, replayed: 0, changed: 0 });
  expect(result.leftOut).toEqual([
    {
      reason: 'showings had to be counted by rule, and the decisions behind them are no longer all kept',
      decisions: VISITS - 1,
    },
  ]);
});
