import { describe, expect, test } from 'vitest';
import { metric, placement, rule, shop, variant } from '#test/domain/releases/shop.ts';
import { environment, startConfiguration } from './start.ts';

const { admin, seed } = startConfiguration();

describe('a folder', () => {
  test('that is applied comes back exactly as it was written, in its order', async () => {
    const documents = shop();
    await seed(documents);
    expect(JSON.stringify(await admin().configuration.export(environment))).toBe(JSON.stringify(documents));
  });

  test('keeps keys with dots, empty objects and numbers as they are', async () => {
    const content = {
      'a.b': { 'c.d.e': 1.5 },
      empty: {},
      list: [[], {}],
      zero: 0,
      big: 2 ** 53 - 1,
      text: 'ß🎈',
    };
    const documents = [placement(), variant('hero-default', { content })];
    await seed(documents);
    expect(await admin().configuration.export(environment)).toEqual(documents);
  });

  test('that is applied twice makes one release', async () => {
    expect((await seed())?.release.number).toBe(1);
    expect(await seed()).toBeNull();
    expect((await admin().configuration.plan({ environment, documents: shop() })).changes).toEqual([]);
  });

  test('is compared with what is in force: added, changed and removed documents', async () => {
    await seed();
    const documents = [
      ...shop().filter(({ kind }) => kind !== 'flag' && kind !== 'rule'),
      rule('vip-hero', { priority: 9 }),
      metric('extra'),
    ];
    const { changes, parent } = await admin().configuration.plan({ environment, documents });
    expect(parent).toBe(1);
    expect(changes.map(({ document, change }) => `${change} ${document}`)).toEqual([
      'changed rule/vip-hero',
      'removed flag/dark-mode',
      'added metric/extra',
    ]);
  });

  test('with a part of the documents leaves others alone when asked to', async () => {
    await seed();
    const part = { environment, documents: [metric('extra')], keepOthers: true };
    expect((await admin().configuration.plan(part)).changes.map(({ change }) => change)).toEqual(['added']);
    await admin().configuration.apply({ ...part, author: 'a', reason: '' });
    expect(await admin().configuration.export(environment)).toHaveLength(shop().length + 1);
  });

  test('with faults is refused whole, and nothing is written', async () => {
    const attempt = seed([...shop(), rule('bad', { conditions: { any: [] } }), metric('vip-hero')]);
    await expect(attempt).rejects.toMatchObject({
      code: 'unprocessable',
      details: { errors: [{ path: '/rule/bad/conditions/any' }, { path: '/metric/vip-hero/key' }] },
    });
    expect(await admin().db.collection('releases').countDocuments()).toBe(0);
    expect(await admin().db.collection('revisions').countDocuments()).toBe(0);
  });

  test('can have one document twice only by mistake, which is told', async () => {
    const { faults } = await admin().configuration.plan({ environment, documents: [metric(), metric()] });
    expect(faults.map(({ message }) => message)).toEqual([expect.stringContaining('already taken')]);
  });
});
