import mongoose, { Types } from 'mongoose';
import { beforeAll, describe, expect, test } from 'vitest';
import { testDatabase } from './database.ts';
import { modelsOf } from './models.ts';

const { connection } = testDatabase();
const { Shop, Product, Bag } = modelsOf(connection);

beforeAll(async () => {
  await Promise.all([Shop, Product, Bag].map((model) => model.init()));
});

describe('schemas', () => {
  test('their indexes are made', async () => {
    expect((await Shop.listIndexes()).map(({ name }) => name).sort()).toEqual(['_id_', 'city_1', 'name_1']);
    expect(await Shop.diffIndexes()).toEqual({ toCreate: [], toDrop: [] });
  });

  test('syncIndexes drops what a schema no longer has', async () => {
    await Shop.collection.createIndex({ old: 1 });
    expect(await Shop.syncIndexes()).toEqual(['old_1']);
  });

  test('a duplicate tells its key', async () => {
    await Shop.create({ name: 'twice' });
    const keys = { keyPattern: { name: 1 }, keyValue: { name: 'twice' } };
    await expect(Shop.create({ name: 'twice' })).rejects.toMatchObject({ code: 11000, ...keys });
    await expect(Shop.updateOne({ name: 'x' }, { name: 'twice' }, { upsert: true })).rejects.toMatchObject(
      keys,
    );
  });

  test('every type comes back as it was stored', async () => {
    const stored = {
      labels: new Map([
        ['b', 'x'],
        ['a', 'y'],
      ]),
      decimal: Types.Decimal128.fromString('12.50'),
      uuid: new mongoose.mongo.BSON.UUID(),
      bytes: Buffer.from([0, 255, 7]),
      big: 9_007_199_254_740_993n,
      double: 2,
      int: 7,
      date: new Date('2024-02-29T12:00:00.123Z'),
      mixed: { list: [null, 'x', { y: 1 }] },
      nested: { deep: { value: 1.5 } },
      matrix: [[1, 2], [], [3]],
    };
    const { _id } = await Bag.create(stored);
    const found = await Bag.findById(_id).orFail();
    expect([...(found.labels ?? [])]).toEqual([...stored.labels]);
    expect(found.decimal?.toString()).toBe('12.50');
    expect(found.uuid?.toString()).toBe(stored.uuid.toString());
    expect(Buffer.from(found.bytes ?? [])).toEqual(stored.bytes);
    expect(found.toObject()).toMatchObject({
      big: stored.big,
      int: 7,
      date: stored.date,
      mixed: stored.mixed,
      nested: stored.nested,
      matrix: stored.matrix,
    });
  });

  // A field, a query by it, that finds the bag with it.
  const bags: [string, object][] = [
    ['an entry of a map', { 'labels.a': 'y' }],
    ['a decimal', { decimal: { $gte: Types.Decimal128.fromString('12.5') } }],
    ['bytes', { bytes: Buffer.from([9, 9]) }],
    ['a big number', { big: { $gt: 9_007_199_254_740_992n } }],
    ['a nested field', { 'nested.deep.value': { $lt: 2 } }],
  ];

  test.each(bags)('%s is found', async (_name, query) => {
    await Bag.deleteMany({});
    await Bag.create({
      labels: { a: 'y' },
      decimal: '12.5',
      bytes: Buffer.from([9, 9]),
      big: 9_007_199_254_740_993n,
      nested: { deep: { value: 1 } },
    });
    await Bag.create({});
    expect(await Bag.countDocuments(query)).toBe(1);
  });
});

describe('documents', () => {
  test('only what changed is saved', async () => {
    const product = await Product.create({ sku: 'a', price: 5, tags: ['x'] });
    await Product.collection.updateOne({ _id: product._id }, { $set: { stock: 9 } });
    product.price = 6;
    product.tags.push('y', 'z');
    await product.save();
    expect(await Product.findById(product._id).lean()).toMatchObject({
      price: 6,
      stock: 9,
      tags: ['x', 'y', 'z'],
    });
  });

  test('the second of two who save one version is refused', async () => {
    const { _id } = await Product.create({ sku: 'b', price: 5 });
    const [mine, yours] = await Promise.all([Product.findById(_id).orFail(), Product.findById(_id).orFail()]);
    mine.price = 6;
    await mine.save();
    yours.price = 7;
    await expect(yours.save()).rejects.toThrow(mongoose.Error.VersionError);
    expect(await Product.findById(_id).lean()).toMatchObject({ price: 6, __v: 1 });
  });

  test('a document that was removed cannot be saved', async () => {
    const product = await Product.create({ sku: 'c' });
    await Product.deleteOne({ _id: product._id });
    product.price = 1;
    await expect(product.save()).rejects.toThrow(mongoose.Error.VersionError);
  });

  test('subdocuments are changed and removed by their id', async () => {
    const product = await Product.create({
      sku: 'd',
      offers: [
        { from: 1, price: 9 },
        { from: 10, price: 8 },
      ],
    });
    const [first, second] = product.offers;
    second?.set('price', 7);
    if (first) product.offers.pull(first._id);
    await product.save();
    const found = await Product.findById(product._id).lean();
    expect(found?.offers).toEqual([{ _id: second?._id, from: 10, price: 7 }]);
  });

  test('timestamps tell when a document was made and changed', async () => {
    const product = await Product.create({ sku: 'e' });
    expect(product.createdAt).toEqual(product.updatedAt);
    const later = new Date(product.createdAt.getTime() + 1000);
    await Product.updateOne({ _id: product._id }, { price: 1, updatedAt: later }, { timestamps: false });
    const found = await Product.findById(product._id).orFail();
    expect([found.createdAt, found.updatedAt]).toEqual([product.createdAt, later]);
  });

  test('an upsert sets defaults and the time of its making', async () => {
    const product = await Product.findOneAndUpdate(
      { sku: 'f' },
      { $set: { price: 3 } },
      { upsert: true, returnDocument: 'after' },
    );
    expect(product).toMatchObject({ sku: 'f', price: 3, stock: 0, createdAt: expect.any(Date) });
  });
});

describe('queries', () => {
  const fill = async () => {
    await Promise.all([Product.deleteMany({}), Shop.deleteMany({})]);
    const [north, south] = await Shop.insertMany([
      { name: 'north', city: 'Kiel' },
      { name: 'south', city: 'Ulm' },
    ]);
    await Product.insertMany([
      { sku: 'p1', price: 5, tags: ['new'], shop: north?._id },
      { sku: 'p2', price: 15, tags: ['new', 'sale'], shop: south?._id },
      { sku: 'p3', price: 25, tags: ['sale'], shop: north?._id },
      { sku: 'p4', price: 35, tags: [] },
    ]);
  };

  beforeAll(fill);

  const skus = (products: { sku: string }[]) => products.map(({ sku }) => sku);

  // A query in the words of mongoose, and the products that it finds.
  const queries: [string, () => PromiseLike<{ sku: string }[]>, string[]][] = [
    ['a range', () => Product.where('price').gt(5).lte(25).sort('price').find().lean(), ['p2', 'p3']],
    ['in and size', () => Product.find({ tags: { $in: ['sale'], $size: 2 } }).lean(), ['p2']],
    ['sort, skip and limit', () => Product.find().sort('-price').skip(1).limit(2).lean(), ['p3', 'p2']],
    [
      'a regular expression',
      () =>
        Product.find({ sku: /^P[12]$/i })
          .sort('sku')
          .lean(),
      ['p1', 'p2'],
    ],
    ['a missing field', () => Product.find({ shop: null }).lean(), ['p4']],
    [
      'alternatives',
      () =>
        Product.find()
          .or([{ price: 5 }, { tags: 'sale' }])
          .sort('sku')
          .lean(),
      ['p1', 'p2', 'p3'],
    ],
    [
      'an id as text',
      async () => Product.find({ _id: String((await Product.findOne({ sku: 'p1' }))?._id) }),
      ['p1'],
    ],
  ];

  test.each(queries)('%s', async (_name, query, expected) => {
    expect(skus(await query())).toEqual(expected);
  });

  test('select leaves the rest away', async () => {
    const found = await Product.findOne({ sku: 'p1' }).select('price -_id').lean();
    expect(found).toEqual({ price: 5 });
  });

  test('populate puts documents in the place of ids', async () => {
    const found = await Product.find({ shop: { $ne: null } })
      .sort('sku')
      .populate<{ shop: { name: string } }>('shop');
    expect(found.map(({ shop }) => shop.name)).toEqual(['north', 'south', 'north']);
  });

  test('a cursor walks over documents and counts them', async () => {
    const seen: string[] = [];
    for await (const product of Product.find().sort('sku').cursor({ batchSize: 2 })) seen.push(product.sku);
    expect(seen).toEqual(['p1', 'p2', 'p3', 'p4']);
    expect([
      await Product.countDocuments({ price: { $gt: 10 } }),
      await Product.estimatedDocumentCount(),
    ]).toEqual([3, 4]);
    expect(await Product.exists({ sku: 'nope' })).toBeNull();
    expect((await Product.distinct('tags')).sort()).toEqual(['new', 'sale']);
  });

  test('an aggregation groups', async () => {
    const groups = await Product.aggregate([
      { $unwind: '$tags' },
      { $group: { _id: '$tags', price: { $avg: '$price' }, n: { $sum: 1 } } },
      { $sort: { _id: 1 } },
    ]);
    expect(groups).toEqual([
      { _id: 'new', price: 10, n: 2 },
      { _id: 'sale', price: 20, n: 2 },
    ]);
  });

  test('an aggregation joins', async () => {
    const shops = await Shop.aggregate([
      { $lookup: { from: 'products', localField: '_id', foreignField: 'shop', as: 'products' } },
      { $project: { _id: 0, name: 1, n: { $size: '$products' } } },
      { $sort: { name: 1 } },
    ]);
    expect(shops).toEqual([
      { name: 'north', n: 2 },
      { name: 'south', n: 1 },
    ]);
  });
});
