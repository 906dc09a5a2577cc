import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Product } from '#schemas/product.ts';
import { createEvidenceArchive } from '#server/features/evidence/archive.ts';
import { catalogueReader } from '#server/features/evidence/catalogue-reader.ts';
import { createEvidenceLoader } from '#server/features/evidence/loader.ts';
import { trainingService } from '#server/features/training/service.ts';
import { createEvidenceHolder, type EvidenceHolder } from '#server/platform/evidence.ts';
import { type Connection, connectMongo, ensureIndexes } from '#server/platform/mongo.ts';
import { catalogueStateStore } from '#server/stores/catalogue-state.ts';
import { contentItemStore } from '#server/stores/content-items.ts';
import { evidenceHeadStore } from '#server/stores/evidence-heads.ts';
import { evidencePartStore } from '#server/stores/evidence-parts.ts';
import { modelStore } from '#server/stores/models.ts';
import { productStore } from '#server/stores/products.ts';
import { shop } from '#test/domain/models/builders.ts';
import { testDatabaseUri } from '#test/support/database.ts';

const scope = { project: 'default', environment: 'production' };
let now = new Date('2026-05-01T12:00:00Z');
const clock = () => now;
const later = () => {
  now = new Date(now.getTime() + 60_000);
};

type Order = { profileId: string; at: Date; data: { items: { product_id: string }[] } };
const order = (profileId: string, ...products: string[]): Order => ({
  profileId,
  at: new Date('2026-05-01T12:00:00Z'),
  data: { items: products.map((product_id) => ({ product_id })) },
});
const orders = [order('a', 'espresso', 'mug'), order('a', 'green'), order('b', 'mug', 'espresso')];
orders.push(order('declined', 'espresso', 'decaf'));

let db: Connection;
let holder: EvidenceHolder;
const otherHolder = () => createEvidenceHolder({ load: loaderOf(), logger: pino({ level: 'silent' }) });

const archiveOf = () =>
  createEvidenceArchive({
    parts: evidencePartStore(db, scope),
    heads: evidenceHeadStore(db, scope),
    requiredProducts: () => ['mug'],
    retentionDays: () => 30,
  });
const loaderOf = () =>
  createEvidenceLoader({
    readCatalogue: catalogueReader({
      state: catalogueStateStore(db, scope),
      products: productStore(db, scope),
      contentItems: contentItemStore(db, scope),
    }),
    models: modelStore(db, scope),
    heads: evidenceHeadStore(db, scope),
    readOutcomes: async () => new Map(),
    archive: archiveOf(),
    clock,
  });
const training = () =>
  trainingService({
    events: {
      state: async () => String(orders.length),
      stream: async function* (type) {
        if (type === 'order_completed') yield* orders;
      },
    },
    readCategories: productStore(db, scope).categories,
    mayLearnFrom: async () => (profileId) => profileId !== 'declined',
    models: modelStore(db, scope),
    heads: evidenceHeadStore(db, scope),
    retentionDays: () => 30,
    clock,
  });

beforeAll(async () => {
  db = await connectMongo(await testDatabaseUri());
  await ensureIndexes(db);
  holder = otherHolder();
});
afterAll(async () => {
  await holder.close();
  await db.close();
});

test('before the first load there is no evidence to decide with', () => {
  expect(() => holder.current()).toThrow('still being loaded');
});

test('evidence holds the catalogue, and stays the same object while nothing changes', async () => {
  await productStore(db, scope).upsert(shop, { at: clock() });
  const first = await holder.refresh();
  expect([...first.catalogue.products.keys()].sort()).toEqual(shop.map(({ id }) => id).sort());
  expect(await holder.refresh()).toBe(first);
  expect(holder.current()).toBe(first);
});

test('a change of stock makes the next number, and keeps what it does not touch', async () => {
  const before = holder.current();
  later();
  await productStore(db, scope).setStock([{ id: 'mug', stock: 0 }], clock());
  const after = await holder.refresh();
  expect(after.number).toBe(before.number + 1);
  expect(after.catalogue.products.get('mug')?.stock).toBe(0);
  expect(before.catalogue.products.get('mug')?.stock).toBeUndefined();
  expect(after.recommenders.similarity).toBe(before.recommenders.similarity);
});

test('what choices read of evidence can be had again once newer is in force', async () => {
  const { number } = holder.current();
  const read = await archiveOf().read([number - 1, number, 999]);
  expect([...read.keys()].sort()).toEqual([number - 1, number]);
  expect([...read.get(number)!.products]).toEqual(['mug']);
  expect(read.get(number - 1)!.evidence.catalogue.products.has('mug')).toBe(true);
  expect(read.get(number)!.evidence.catalogue.products.has('mug')).toBe(false);
});

test('a new product is on its shelf and can be found by likeness', async () => {
  later();
  const decaf: Product = { id: 'decaf', name: 'Decaf Coffee', category: 'Coffee', tags: [] };
  await productStore(db, scope).upsert([decaf], { at: clock() });
  const { recommenders } = await holder.refresh();
  expect(recommenders.shelves.categories.get('Coffee')).toEqual(['decaf', 'espresso', 'filter']);
  expect(recommenders.similarity.ids).toContain('decaf');
});

test('training on the orders puts models into force, and only when there is something new', async () => {
  const trained = await training().train();
  expect(trained).toMatchObject({
    state: 'trained',
    orders: 3,
    views: 0,
    products: 3,
    productsWithNeighbors: 2,
  });
  expect(await training().train()).toMatchObject({ state: 'skipped' });

  const { number, recommenders } = await holder.refresh();
  expect(number).toBe(trained.state === 'trained' ? trained.evidence : Number.NaN);
  expect(recommenders.coPurchases?.get('espresso')).toEqual([{ id: 'mug', customers: 2, confidence: 2 / 7 }]);
  expect(recommenders.categoryPairs?.get('Coffee')).toEqual([
    { id: 'Kitchen', customers: 2, confidence: 2 / 7 },
  ]);
  expect(recommenders.volumes?.get('mug')).toBeCloseTo(2, 3);
  expect(recommenders.shelves.all.slice(0, 2).sort()).toEqual(['espresso', 'mug']);
});

test('a forced training makes the next version, and the one before the last is forgotten', async () => {
  await training().train({ force: true });
  await training().train({ force: true });
  const models = modelStore(db, scope);
  expect(await models.read('popularity', 1)).toEqual([]);
  expect((await models.read('popularity', 3)).length).toBe(3);
  expect((await holder.refresh()).recommenders.volumes?.size).toBe(3);
});

test('two servers agree on the number', async () => {
  const other = otherHolder();
  await other.refresh();
  expect(other.current().number).toBe((await holder.refresh()).number);
  await other.close();
});

test('what is removed is gone', async () => {
  const store = productStore(db, scope);
  later();
  await store.upsert([{ id: 'demo', name: 'Demo', tags: [] }], { at: clock(), demo: true });
  expect((await holder.refresh()).catalogue.products.has('demo')).toBe(true);
  await store.removeDemo();
  expect((await holder.refresh()).catalogue.products.has('demo')).toBe(false);
});

test('a model larger than a document is stored in parts and read back in order', async () => {
  const models = modelStore(db, scope);
  const rows = Array.from({ length: 120 }, (_, index) => [`p${index}`, 'x'.repeat(100_000)]);
  const version = await models.write('large', rows, clock());
  expect(await models.read('large', version)).toEqual(rows);
});

test('an evidence lives as long as there may be decisions that were made with it', async () => {
  const own = { project: 'default', environment: 'pruned' };
  const heads = evidenceHeadStore(db, own);
  const day = (number: number) => new Date(Date.UTC(2026, 4, number));
  for (const number of [1, 3, 20])
    await heads.advance({ outcomes: `outcomes of day ${number}` }, day(number));
  const left = async () => (await heads.many([1, 2, 3])).map(({ number }) => number).sort();
  // the first was in force until day 3, the second until day 20
  await heads.prune(day(3));
  expect(await left()).toEqual([1, 2, 3]);
  await heads.prune(day(19));
  expect(await left()).toEqual([2, 3]);
  await heads.prune(day(30));
  expect(await left()).toEqual([3]);
});

test('when a reload fails the last good evidence stays', async () => {
  const good = holder.current();
  let broken = false;
  const load = async () => {
    if (broken) throw new Error('the database is away');
    return good;
  };
  const shaky = createEvidenceHolder({ load, logger: pino({ level: 'silent' }) });
  await shaky.refresh();
  broken = true;
  await expect(shaky.refresh()).rejects.toThrow('the database is away');
  expect(shaky.current()).toBe(good);
  await shaky.close();
});
