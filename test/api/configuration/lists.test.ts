import { beforeEach, describe, expect, test } from 'vitest';
import { placement, rule, settings, shop, variant } from '#test/domain/releases/shop.ts';
import { bodyOf, root, startConfiguration } from './start.ts';

const { admin, client, seed, read, save, publish } = startConfiguration();

describe('a list', () => {
  beforeEach(() =>
    seed([
      placement(),
      variant(),
      variant('hero-vip', { name: 'Zebra' }),
      ...shop().filter(({ kind }) => kind === 'metric'),
    ]),
  );
  const keys = async (query: string) => (await read(`/variants${query}`)).map(({ id }: { id: string }) => id);

  test.each([
    ['?sort=["name","DESC"]', ['hero-default', 'hero-vip'].sort(() => 1)],
    ['?filter={"q":"zeb"}', ['hero-vip']],
    ['?filter={"id":["hero-vip","nobody"]}', ['hero-vip']],
    ['?filter={"placement":"hero"}', ['hero-default', 'hero-vip']],
    ['?filter={"status":"draft"}', []],
    ['?range=[1,1]', ['hero-vip']],
  ])('of variants%s', async (query, expected) => {
    expect((await keys(query)).sort()).toEqual([...expected].sort());
  });

  test('says how many there are', async () => {
    const { headers } = await client().get(`${root}/variants?range=[1,1]`);
    expect(headers['content-range']).toBe('variants 1-1/2');
  });

  test.each([
    'rules',
    'journeys',
    'experiments',
    'segments',
    'placements',
    'variants',
    'metrics',
    'conditions',
    'flags',
    'settings',
  ])('there is one of %s', async (resource) => {
    await client().get(`${root}/${resource}`).expect(200);
  });
});

describe('a list of rules', () => {
  const keys = async (filter: object): Promise<string[]> => {
    const rows = await read(`/rules?filter=${JSON.stringify(filter)}`);
    return rows.map(({ id }: { id: string }) => id);
  };

  test.each([
    ['the placement of an action', { placement: 'hero' }, ['vip-hero']],
    ['a placement that no action has', { placement: 'footer' }, []],
    ['one of several states', { status: ['draft', 'live+draft'] }, []],
    ['the state it is in', { status: ['live', 'live+draft'] }, ['vip-hero']],
    ['a field of the body', { 'body.name': 'vip-hero' }, ['vip-hero']],
  ])('is narrowed by %s', async (_name, filter, expected) => {
    await seed();
    expect(await keys(filter)).toEqual(expected);
  });

  test('says who published it when, or who saved its draft', async () => {
    await seed();
    const published = { updatedAt: expect.any(String), author: 'seed' };
    expect(await read('/rules')).toMatchObject([{ ...published, live: { author: 'seed', revision: 1 } }]);
    await save('/rules/vip-hero', { body: { ...bodyOf(rule()), priority: 4 } });
    expect(await read('/rules')).toMatchObject([{ author: expect.stringContaining('editor-') }]);
  });

  test('is sorted by when they changed', async () => {
    await seed([...shop(), rule('another')]);
    admin().pass(60_000);
    await save('/rules/vip-hero', { body: { ...bodyOf(rule()), priority: 4 } });
    const rows = await read('/rules?sort=["updatedAt","DESC"]');
    expect(rows.map(({ id }: { id: string }) => id)).toEqual(['vip-hero', 'another']);
  });
});

test('settings are one document under a key of their own', async () => {
  await seed([settings({ holdout_share: 0.1 })]);
  const saved = await save('/settings/settings', { body: { holdout_share: 0.2 } });
  expect(saved.body).toMatchObject({ id: 'settings', status: 'live+draft', body: { holdout_share: 0.2 } });
  await publish(1, ['settings/settings']).expect(201);
});

describe('rights', () => {
  test('a viewer reads, and changes nothing', async () => {
    await seed();
    const viewer = await admin().as('viewer');
    await viewer.get(`${root}/rules/vip-hero`).expect(200);
    await viewer.post(`${root}/publish`).send({ parent: 1, documents: 'all' }).expect(403);
    await viewer.delete(`${root}/rules/vip-hero`).expect(403);
  });

  test.each(['/rules', '/releases', '/rules/vip-hero/diff'])(
    'nobody reads %s without logging in',
    async (path) => {
      await admin().anonymous().get(`${root}${path}`).expect(401);
    },
  );
});
