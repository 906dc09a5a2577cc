import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MergeResponse } from '#schemas/identity.ts';
import type { Erasure } from '#schemas/privacy.ts';
import { type Connection, connectMongo } from '#server/platform/mongo.ts';
import { readRulesFolder } from '#server/platform/rules-folder.ts';
import { credentials } from '#test/support/product.ts';
import { expectOk, publish } from '#test/support/publish.ts';
import {
  type Answer,
  adminClient,
  type Client,
  clientOf,
  startTestServer,
  type TestServer,
} from '#test/support/server.ts';
import { millisecondsUntil } from '#test/support/wait.ts';

const rules = new URL('../../rules', import.meta.url).pathname;

let server: TestServer;
let admin: Client;
let db: Connection;

beforeAll(async () => {
  server = await startTestServer();
  admin = await adminClient(server.url);
  await publish(admin, await readRulesFolder(rules));
  db = await connectMongo(server.mongodbUrl);
}, 60_000);
afterAll(async () => {
  await db.close();
  await server.stop();
});

type Who = { customer_id?: string; anonymous_id?: string };

const did = async (who: Who, behavior_type = 'page_viewed', data: object = {}): Promise<void> => {
  expectOk(await server.api.post('/track-behavior', { ...who, behavior_type, data }));
};
const visitor = (id: string): Who => ({ anonymous_id: id });
const customer = (id: string): Who => ({ customer_id: id });
const post = (path: string, from: Who, into: Who): Promise<Answer> =>
  server.api.post(path, { from, into, reason: 'They told us' });
const merge = (from: Who, into: Who) => post('/profile/merge', from, into);
const undo = (from: Who, into: Who) => post('/profile/merge/undo', from, into);
const done = async (answer: Promise<Answer>): Promise<MergeResponse> => expectOk(await answer);
const timelineOf = async (id: string): Promise<string[]> => {
  const range = encodeURIComponent('[0,49]');
  return expectOk<{ id: string }[]>(await admin.get(`/customers/${id}/timeline?range=${range}`)).map(
    (item) => item.id,
  );
};

describe('a merge by hand', () => {
  test('makes two customers one, and answers with what both are now', async () => {
    await did(visitor('m1'));
    await did(visitor('m1'));
    await did(customer('mia'));
    const answer = await done(merge(visitor('m1'), customer('mia')));
    expect(answer).toMatchObject({
      link: { from: 'anonymous_id:m1', to: 'customer_id:mia', cause: 'merge', state: 'active' },
      from: { identity: 'anonymous_id:m1', profile: { id: 'customer_id:mia', events: 3 } },
      into: {
        identity: 'customer_id:mia',
        profile: { identities: ['customer_id:mia', 'anonymous_id:m1'], events: 3 },
      },
    });
  });

  test('shows the same profile and timeline by either identity', async () => {
    for (const id of ['mia', 'anonymous_id:m1'])
      expect(expectOk(await server.api.get(`/profile/${id}`))).toMatchObject({
        customer_id: 'mia',
        identities: ['customer_id:mia', 'anonymous_id:m1'],
      });
    const timeline = await timelineOf('customer_id:mia');
    expect(timeline.filter((id) => id.startsWith('event'))).toHaveLength(3);
    expect(await timelineOf('anonymous_id:m1')).toEqual(timeline);
  });

  test('is undone, and gives the events back', async () => {
    const answer = await done(undo(visitor('m1'), customer('mia')));
    expect(answer).toMatchObject({
      link: { state: 'undone' },
      from: { profile: { id: 'anonymous_id:m1', identities: ['anonymous_id:m1'], events: 2 } },
      into: { profile: { id: 'customer_id:mia', identities: ['customer_id:mia'], events: 1 } },
    });
  });

  test('stays undone when the visitor logs in again, and only a merge by hand makes it good', async () => {
    await did({ ...customer('mia'), ...visitor('m1') });
    expect(expectOk(await server.api.get('/profile/anonymous_id:m1'))).toMatchObject({ anonymous_id: 'm1' });
    const answer = await done(merge(visitor('m1'), customer('mia')));
    expect(answer.into.profile).toMatchObject({ events: 4 });
  });

  test('takes along who was merged before, and gives them back where it was made', async () => {
    for (const id of ['ann', 'bea', 'cleo']) await did(customer(id));
    await done(merge(customer('ann'), customer('bea')));
    const answer = await done(merge(customer('ann'), customer('cleo')));
    expect(answer.into.profile).toMatchObject({
      identities: ['customer_id:cleo', 'customer_id:ann', 'customer_id:bea'],
      events: 3,
    });
    const back = await done(undo(customer('ann'), customer('cleo')));
    expect(back.from.profile).toMatchObject({ id: 'customer_id:bea', events: 2 });
    expect(back.into.profile).toMatchObject({ id: 'customer_id:cleo', events: 1 });
  });
});

describe('a merge is refused', () => {
  beforeAll(async () => {
    await did({ ...customer('r1'), ...visitor('ra') });
    await did({ ...customer('r1'), ...visitor('shared') });
    await did({ ...customer('r2'), ...visitor('shared') });
  }, 20_000);

  test.each<[string, Who, Who, number, string]>([
    [
      'of somebody unknown',
      visitor('nobody'),
      customer('r1'),
      404,
      'Nothing is known of anonymous_id:nobody.',
    ],
    [
      'into somebody unknown',
      visitor('ra'),
      customer('noone'),
      404,
      'Nothing is known of customer_id:noone.',
    ],
    ['into a visitor', customer('r1'), visitor('ra'), 400, 'The body has faults.'],
    ['of one customer with herself', customer('r1'), customer('r1'), 409, 'one customer already'],
    ['of a visitor who is that customer', visitor('ra'), customer('r1'), 409, 'is customer_id:r1 already'],
    ['of a visitor who is another customer', visitor('ra'), customer('r2'), 409, 'is customer_id:r1: merge'],
    ['of a shared device', visitor('shared'), customer('r1'), 409, 'a device that more customers use'],
  ])('%s', async (_name, from, into, status, detail) => {
    const answer = await merge(from, into);
    expect(answer).toMatchObject({ status, body: { detail: expect.stringContaining(detail) } });
  });

  test('in a circle', async () => {
    await did(customer('c1'));
    await did(customer('c2'));
    await done(merge(customer('c1'), customer('c2')));
    expect(await merge(customer('c2'), customer('c1'))).toMatchObject({
      status: 409,
      body: { code: 'merge-impossible', instance: '/api/v1/personalization/profile/merge' },
    });
  });

  test('and nothing is undone that no link made', async () => {
    expect(await undo(customer('r2'), customer('r1'))).toMatchObject({
      status: 409,
      body: {
        type: 'urn:attune:problem:undo-impossible',
        title: 'There is nothing here to undo',
        instance: '/api/v1/personalization/profile/merge/undo',
        detail: 'No link leads from customer_id:r2 to customer_id:r1.',
      },
    });
  });

  test('to a key of a page', async () => {
    const { key } = expectOk<{ key: string }>(
      await admin.post('/api-keys', { name: 'page', kind: 'browser' }),
    );
    const request = { from: visitor('ra'), into: customer('r1'), reason: 'no' };
    const answer = await server.api.post('/profile/merge', request, { authorization: `Bearer ${key}` });
    expect(answer.status).toBe(403);
  });
});

test('an undo is refused once events have expired: what they said cannot be told apart', async () => {
  await did(visitor('old'), 'page_viewed');
  await did(visitor('old'), 'product_viewed', { product_id: 'p' });
  await did({ ...customer('olga'), ...visitor('old') });
  await db.collection('events').deleteOne({ identity: 'anonymous_id:old', type: 'page_viewed' });
  const before = await db.collection('customer_profiles').find({ id: 'customer_id:olga' }).toArray();
  expect(await undo(visitor('old'), customer('olga'))).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('have expired') },
  });
  expect(await db.collection('customer_profiles').find({ id: 'customer_id:olga' }).toArray()).toEqual(before);
});

test('a reset of the Segment protocol begins a visitor of their own: it merges nobody', async () => {
  const authorization = `Basic ${Buffer.from(`${credentials.apiKey}:`).toString('base64')}`;
  const client = clientOf(server.url, { authorization });
  const segment = async (type: string, body: object) => expectOk(await client.post(`/v1/${type}`, body));
  await segment('identify', { userId: 'sam', anonymousId: 's1', messageId: 's-1' });
  await segment('page', { anonymousId: 's2', messageId: 's-2' });
  await segment('identify', { userId: 'tess', anonymousId: 's2', messageId: 's-3' });
  const identities = async (id: string) =>
    (await db.collection('customer_profiles').findOne({ id: `customer_id:${id}` }))?.['identities'];
  await millisecondsUntil(async () => (await identities('tess'))?.length === 2);
  expect([await identities('sam'), await identities('tess')]).toEqual([
    ['customer_id:sam', 'anonymous_id:s1'],
    ['customer_id:tess', 'anonymous_id:s2'],
  ]);
});

describe('a merge', () => {
  test('is in the audit log of both, and on the customer’s page with who did it and why', async () => {
    await did(visitor('au'));
    await did(customer('audrey'));
    await done(merge(visitor('au'), customer('audrey')));
    const told = expectOk<{ links: object[]; audit: object[] }>(
      await admin.get('/customers/customer_id:audrey/identities'),
    );
    expect(told.links).toMatchObject([
      {
        from: 'anonymous_id:au',
        to: 'customer_id:audrey',
        cause: 'merge',
        state: 'active',
        sharedSince: null,
      },
    ]);
    expect(told.audit).toMatchObject([{ action: 'profile.merged', reason: 'They told us' }]);
    const stored = await db.collection('audit_log').find({ action: 'profile.merged' }).toArray();
    expect(JSON.stringify(stored)).not.toMatch(/audrey|anonymous_id/);
  });

  test('does not carry a shared device’s other customer into a decision', async () => {
    const request = { ...customer('dora'), ...visitor('kiosk'), page_type: 'homepage' };
    await did({ ...customer('owner'), ...visitor('kiosk') }, 'identified', { traits: { plan: 'gold' } });
    const decided = expectOk<{ experience_id: string }>(await server.api.post('/experience', request));
    await server.api.post(`/experience/${encodeURIComponent(decided.experience_id)}/performance`, {
      conversion_events: [{ type: 'newsletter', data: {} }],
    });
    expect(expectOk(await server.api.get('/profile/owner'))).not.toMatchObject({
      behavioral: { events: { newsletter: 1 } },
    });
  });
});

describe('privacy after a merge', () => {
  const everything = async (): Promise<string> => {
    const names = (await db.db!.listCollections().toArray()).map(({ name }) => name);
    return JSON.stringify(await Promise.all(names.map((name) => db.collection(name).find().toArray())));
  };

  const erase = async (person: string): Promise<void> => {
    const { id } = expectOk<Erasure>(await server.api.delete(`/profile/${person}`));
    const isDone = async () =>
      expectOk<Erasure[]>(await admin.get('/erasures')).find((one) => one.id === id)?.state === 'done';
    await millisecondsUntil(isDone, 30_000);
  };

  test('an export by any identity holds all of them, links included', async () => {
    await did({ ...visitor('pv-device') });
    await did({ ...customer('pv-old'), ...visitor('pv-device') });
    await did(customer('pv-new'));
    await done(merge(customer('pv-old'), customer('pv-new')));
    for (const id of ['pv-new', 'pv-old', 'anonymous_id:pv-device']) {
      const found = expectOk<Record<string, unknown[]>>(await server.api.get(`/profile/${id}/export`));
      expect([...(found['identities'] as string[])].sort()).toEqual([
        'anonymous_id:pv-device',
        'customer_id:pv-new',
        'customer_id:pv-old',
      ]);
      expect(found['events']).toHaveLength(3);
      expect(found['identity_links']).toHaveLength(2);
    }
  });

  test('a shared device’s own history is nobody’s, so it is in no export', async () => {
    await did({ ...customer('sh-1'), ...visitor('sh-device') });
    await did({ ...customer('sh-2'), ...visitor('sh-device') });
    await did(visitor('sh-device'), 'searched', { query: 'a secret' });
    const { text } = await server.api.get('/profile/sh-1/export');
    expect(text).not.toContain('a secret');
  });

  test('a shared device stays nobody’s once its first customer is erased', async () => {
    await erase('sh-1');
    await did({ ...customer('sh-2'), ...visitor('sh-device') });
    await did(visitor('sh-device'), 'searched', { query: 'another secret' });
    expect((await server.api.get('/profile/sh-2/export')).text).not.toContain('secret');
    expect(await everything()).not.toContain('sh-1');
  }, 30_000);

  test('an erasure by any identity leaves nothing of any', async () => {
    await erase('pv-old');
    expect(await everything()).not.toContain('pv-');
  }, 30_000);
});
