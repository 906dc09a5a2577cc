import { beforeAll, describe, expect, test } from 'vitest';
import { codeOf, testDatabase } from './database.ts';
import { modelsOf } from './models.ts';

const { connection } = testDatabase();
const { Shop, Product, Event, Purchase, Visit } = modelsOf(connection);

beforeAll(async () => {
  await Promise.all([Shop, Product, Event].map((model) => model.init()));
});

describe('discriminators', () => {
  beforeAll(async () => {
    await Event.deleteMany({});
    await Purchase.create({ at: new Date(1), amount: 5 });
    await Visit.create({ at: new Date(2), page: '/' }, { at: new Date(3), page: '/cart' });
  });

  test('a kind finds its own', async () => {
    expect([
      await Event.countDocuments(),
      await Purchase.countDocuments(),
      await Visit.countDocuments(),
    ]).toEqual([3, 1, 2]);
    expect(await Visit.findOne({ page: '/cart' }).lean()).toMatchObject({ kind: 'Visit', page: '/cart' });
  });

  test('a mixed list has documents of their kinds', async () => {
    const events = await Event.find().sort('at');
    expect(events.map((event) => event instanceof Purchase)).toEqual([true, false, false]);
  });
});

describe('many at once', () => {
  test('insertMany unordered keeps what it can', async () => {
    await Shop.deleteMany({});
    const names = ['a', 'b', 'a', 'c'].map((name) => ({ name }));
    expect(await codeOf(Shop.insertMany(names, { ordered: false }))).toBe(11000);
    expect((await Shop.distinct('name')).sort()).toEqual(['a', 'b', 'c']);
  });

  test('bulkWrite casts and counts', async () => {
    await Product.deleteMany({});
    const result = await Product.bulkWrite([
      { insertOne: { document: { sku: 'x', price: 1 } } },
      { updateOne: { filter: { sku: 'x' }, update: { $inc: { price: 2 } } } },
      { updateOne: { filter: { sku: 'y' }, update: { $set: { price: 9 } }, upsert: true } },
    ]);
    expect(result).toMatchObject({ insertedCount: 1, modifiedCount: 1, upsertedCount: 1 });
    expect(await Product.find().sort('sku').select('sku price stock -_id').lean()).toEqual([
      { sku: 'x', price: 3, stock: 0 },
      { sku: 'y', price: 9, stock: 0 },
    ]);
  });

  test('bulkSave saves what is new and what changed', async () => {
    await Product.deleteMany({});
    const old = await Product.create({ sku: 'old', price: 1 });
    old.price = 2;
    await Product.bulkSave([old, new Product({ sku: 'new', price: 3 })]);
    expect(await Product.find().sort('price').distinct('price')).toEqual([2, 3]);
  });
});

describe('transactions', () => {
  test('are made of what the function does, or of nothing', async () => {
    await Shop.deleteMany({});
    await connection.transaction(async (session) => {
      await Shop.create([{ name: 'in' }], { session });
    });
    const failing = connection.transaction(async (session) => {
      await Shop.create([{ name: 'out' }], { session });
      await Shop.create([{ name: 'in' }], { session });
    });
    expect(await codeOf(failing)).toBe(11000);
    expect(await Shop.distinct('name')).toEqual(['in']);
  });

  test('at once on one document all get their turn', async () => {
    await Product.deleteMany({});
    const { _id } = await Product.create({ sku: 'turns', stock: 8 });
    const take = () =>
      connection.transaction(async (session) => {
        const product = await Product.findById(_id).session(session).orFail();
        product.stock -= 1;
        await product.save({ session });
      });
    await Promise.all(Array.from({ length: 8 }, take));
    expect(await Product.findById(_id).lean()).toMatchObject({ stock: 0, __v: 8 });
  });
});
