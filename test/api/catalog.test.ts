import express from 'express';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { catalogAdminRoutes, catalogRoutes } from '#server/features/catalog/routes.ts';
import { catalogService } from '#server/features/catalog/service.ts';
import { jsonBody } from '#server/platform/http.ts';
import { type Connection, connectMongo, ensureIndexes } from '#server/platform/mongo.ts';
import { problemHandler } from '#server/platform/problems.ts';
import { contentItemStore } from '#server/stores/content-items.ts';
import { productStore } from '#server/stores/products.ts';
import { testDatabaseUri } from '#test/support/database.ts';
import { open } from './catalogue-fixtures.ts';

const scope = { project: 'default', environment: 'production' };
const elsewhere = { project: 'default', environment: 'staging' };
const clock = () => new Date('2026-05-01T12:00:00Z');
const app = express();
let db: Connection;

beforeAll(async () => {
  db = await connectMongo(await testDatabaseUri());
  await ensureIndexes(db);
  const service = catalogService({
    products: productStore(db, scope),
    contentItems: contentItemStore(db, scope),
    clock,
  });
  app.use(jsonBody({ limit: 5_000_000 }));
  app.use(catalogRoutes({ service, requireCatalog: open }));
  app.use('/api/admin', catalogAdminRoutes({ service, requireUser: open }));
  app.use(problemHandler);
});
afterAll(() => db.close());

const put = (body: object) => request(app).put('/products').send(body);
const listed = async (query: object = {}) => {
  const { body, headers } = await request(app).get('/api/admin/products').query(query).expect(200);
  return {
    products: body as { id: string; name: string; stock?: number }[],
    range: headers['content-range'],
  };
};
const one = (fields: object = {}) => ({ id: 'tea', name: 'Green Tea', category: 'Tea', ...fields });

describe('PUT /products', () => {
  test('takes a list, or one under "products", and replaces by id', async () => {
    expect((await put([one(), { id: 'mug', name: 'Mug', stock: 3 }]).expect(200)).body).toEqual({
      stored: 2,
    });
    expect((await put({ products: [one({ name: 'Sencha' })] }).expect(200)).body).toEqual({ stored: 1 });
    const { products } = await listed();
    expect(products.map(({ id, name }) => [id, name])).toEqual([
      ['mug', 'Mug'],
      ['tea', 'Sencha'],
    ]);
  });

  test('a product belongs to its scope', async () => {
    await put([one()]).expect(200);
    expect(await productStore(db, elsewhere).count()).toBe(0);
  });

  test('takes 1,000 at once', async () => {
    const many = Array.from({ length: 1000 }, (_, index) => ({
      id: `bulk-${index}`,
      name: `Bulk ${index}`,
      brand: 'Bulk',
    }));
    expect((await put(many).expect(200)).body).toEqual({ stored: 1000 });
    const { products, range } = await listed({
      filter: '{"brand":"Bulk"}',
      range: '[10,11]',
      sort: '["name","DESC"]',
    });
    expect(range).toBe('products 10-11/1000');
    expect(products.map(({ id }) => id)).toEqual(['bulk-99', 'bulk-989']);
  });

  test.each([
    ['nothing', {}, ['/products']],
    ['an empty list', [], ['']],
    ['too many', Array.from({ length: 1001 }, (_, index) => one({ id: `x${index}` })), ['']],
    ['no name', [one({ name: undefined })], ['/0/name']],
    [
      'every fault at once',
      { products: [one({ id: '' }), one({ id: 'b', stock: -1, colour: 'red' })] },
      ['/products/0/id', '/products/1/stock', '/products/1/colour'],
    ],
    ['the same id twice', [one(), one()], ['/1/id']],
    ['a price that is not money', [one({ price: 9.99 })], ['/0/price']],
    ['an operator', [one({ name: { $gt: '' } })], ['/0/name/$gt']],
    ['an operator in free-form attributes', [one({ attributes: { $set: 1 } })], ['/0/attributes/$set']],
    ['a field besides products', { products: [one()], force: true }, ['/force']],
    ['text', 'tea' as unknown as object, null],
  ] as [string, object, string[] | null][])(
    'refuses %s and stores nothing of it',
    async (_name, body, paths) => {
      const before = (await listed()).range;
      const { status, body: problem } = await put(body).set('Content-Type', 'application/json');
      expect(status).toBe(400);
      if (paths) expect(problem.errors.map(({ path }: { path: string }) => path)).toEqual(paths);
      expect((await listed()).range).toBe(before);
    },
  );

  test.each([
    ['invalid UTF-8', Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d]), 'application/json', 400],
    ['a prototype key', '[{"id":"a","name":"A","__proto__":{"x":1}}]', 'application/json', 400],
    ['another type of content', 'id,name', 'text/csv', 415],
    [
      'more than it may weigh',
      JSON.stringify([one({ description: 'x'.repeat(6_000_000) })]),
      'application/json',
      413,
    ],
  ])('refuses %s', async (_name, body, type, status) => {
    const response = await request(app)
      .put('/products')
      .set('Content-Type', type)
      .serialize((value) => value as unknown as string)
      .send(body);
    expect(response.status).toBe(status);
  });
});

describe('PATCH /products/stock', () => {
  const patch = (body: object) => request(app).patch('/products/stock').send(body);

  test('sets what exists, reports what does not, and leaves the rest of the product alone', async () => {
    await put([one({ stock: 5, brand: 'Nord' })]).expect(200);
    const { body } = await patch([
      { id: 'tea', stock: 0 },
      { id: 'ghost', stock: 4 },
    ]).expect(200);
    expect(body).toEqual({ updated: 1, unknown: ['ghost'] });
    expect((await listed({ filter: '{"id":"tea"}' })).products).toMatchObject([
      { id: 'tea', stock: 0, brand: 'Nord' },
    ]);
  });

  test.each([
    ['a negative number', [{ id: 'tea', stock: -1 }], '/0/stock'],
    ['a fraction', { products: [{ id: 'tea', stock: 1.5 }] }, '/products/0/stock'],
    ['no id', [{ stock: 1 }], '/0/id'],
    ['an operator', [{ id: 'tea', stock: { $inc: 1 } }], '/0/stock/$inc'],
  ])('refuses %s', async (_name, body, path) => {
    const { status, body: problem } = await patch(body);
    expect([status, problem.errors[0].path]).toEqual([400, path]);
  });
});

describe('PUT /content-items', () => {
  const item = { id: 'brewing', type: 'blog_articles', title: 'How to brew (well)' };

  test('stores, and the admin lists and searches literally', async () => {
    await request(app)
      .put('/content-items')
      .send({ content_items: [item] })
      .expect(200);
    const { body } = await request(app).get('/api/admin/content-items').query({ filter: '{"q":"brew (W"}' });
    expect(body).toMatchObject([item]);
  });

  test('refuses a type that is not known', async () => {
    const { status, body } = await request(app)
      .put('/content-items')
      .send([{ ...item, type: 'poem' }]);
    expect([status, body.errors[0].path]).toEqual([400, '/0/type']);
  });
});

describe('GET /api/admin/products', () => {
  test('one, or a 404', async () => {
    await put([one({ id: 'a/b c' })]).expect(200);
    expect(
      (
        await request(app)
          .get(`/api/admin/products/${encodeURIComponent('a/b c')}`)
          .expect(200)
      ).body.id,
    ).toBe('a/b c');
    expect((await request(app).get('/api/admin/products/ghost')).status).toBe(404);
  });

  test.each(['filter=x', 'range=[9,1]', 'filter={"$where":"1"}', 'sort=["a b","ASC"]'])(
    '400 for %s',
    async (query) => {
      expect((await request(app).get(`/api/admin/products?${encodeURI(query)}`)).status).toBe(400);
    },
  );
});

test('removing the demo leaves what the shop brought', async () => {
  const store = productStore(db, elsewhere);
  await store.upsert([{ id: 'own', name: 'Own', tags: [] }], { at: clock() });
  await store.upsert([{ id: 'demo', name: 'Demo', tags: [] }], { at: clock(), demo: true });
  expect(await store.removeDemo()).toBe(1);
  expect(await store.count()).toBe(1);
});
