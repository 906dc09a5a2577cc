import fc from 'fast-check';
import { Binary, Decimal128, type Document, Double, Int32, Long, ObjectId } from 'mongodb';
import { expect, test } from 'vitest';
import { collectionOf, testDatabase } from './database.ts';

const database = testDatabase();

const int = fc.integer({ min: -1_000_000, max: 1_000_000 });
const long = fc.bigInt({ min: -(2n ** 60n), max: 2n ** 60n }).map((value) => Long.fromBigInt(value));
// sums of quarters are exact
const double = fc.integer({ min: -4_000_000, max: 4_000_000 }).map((quarters) => new Double(quarters / 4));
const decimal = fc
  .tuple(int, fc.integer({ min: 0, max: 6 }))
  .map(([digits, places]) => Decimal128.fromString(`${digits}E-${places}`));

const leaf = fc.oneof(
  int.map((value) => new Int32(value)),
  long,
  double,
  decimal,
  fc.string({ maxLength: 5 }),
  fc.boolean(),
  fc.constant(null),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => new ObjectId(bytes)),
  fc.uint8Array({ maxLength: 4 }).map((bytes) => new Binary(bytes)),
);
const value = fc.oneof(
  { weight: 3, arbitrary: leaf },
  { weight: 1, arbitrary: fc.array(leaf, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.dictionary(fc.constantFrom('p', 'q', '7'), leaf, { maxKeys: 3 }) },
);

const document = fc.record(
  {
    int: int.map((number) => new Int32(number)),
    long,
    double,
    decimal,
    list: fc.array(value, { maxLength: 4 }),
    sub: fc.record({ x: value, y: fc.record({ z: value }) }),
    rows: fc.array(fc.record({ k: value, v: value }), { minLength: 1, maxLength: 3 }),
    last: value,
  },
  { noNullPrototype: true },
);

type Fields = typeof document extends fc.Arbitrary<infer T> ? T : never;
type Update = Document | Document[];
interface Pair {
  update: Update;
  inverse(before: Fields): Update;
}

const numeric = fc.constantFrom('int', 'long', 'double', 'decimal');
const bits = fc.constantFrom('int', 'long');
const place = fc.constantFrom('int', 'list', 'sub', 'sub.x', 'sub.y.z', 'rows.0.v', 'last');

/** What is at a path without arrays within it, or in the first row. */
function at(fields: Document, path: string): unknown {
  return path.split('.').reduce<unknown>((outer, name) => (outer as Document)[name], fields);
}

const back = (path: string) => (before: Fields) => ({ $set: { [path]: at(before, path) } });

// An update and its inverse, for each operator that has one; some only where the order of fields allows.
const pairs: Record<string, fc.Arbitrary<Pair>> = {
  'set a new field, unset it': fc
    .tuple(fc.constantFrom('new', 'sub.new', 'sub.y.new', 'rows.0.new'), value)
    .map(([path, item]) => ({
      update: { $set: { [path]: item } },
      inverse: () => ({ $unset: { [path]: '' } }),
    })),
  'set a field, set it back': fc.tuple(place, value).map(([path, item]) => ({
    update: { $set: { [path]: item } },
    inverse: back(path),
  })),
  'unset the last field, set it': fc.constantFrom('last', 'sub.y', 'sub.y.z', 'rows.0.v').map((path) => ({
    update: { $unset: { [path]: '' } },
    inverse: back(path),
  })),
  'inc, inc by the negative': fc.tuple(numeric, int).map(([path, by]) => ({
    update: { $inc: { [path]: by } },
    // not -by: -0 is a double
    inverse: () => ({ $inc: { [path]: 0 - by } }),
  })),
  'mul by a power of two, by its inverse': fc.integer({ min: -20, max: 20 }).map((power) => ({
    update: { $mul: { double: new Double(2 ** power) } },
    inverse: () => ({ $mul: { double: new Double(2 ** -power) } }),
  })),
  'mul by -1 twice': numeric.map((path) => ({
    update: { $mul: { [path]: -1 } },
    inverse: () => ({ $mul: { [path]: -1 } }),
  })),
  'min or max, set back': fc
    .tuple(fc.constantFrom('$min', '$max'), place, value)
    .map(([operator, path, item]) => ({
      update: { [operator]: { [path]: item } },
      inverse: back(path),
    })),
  'bit xor twice': fc.tuple(bits, fc.nat({ max: 2 ** 31 - 1 })).map(([path, mask]) => {
    const update = { $bit: { [path]: { xor: mask } } };
    return { update, inverse: () => update };
  }),
  'rename the last field, rename it back': fc.constantFrom('last', 'sub.y', 'sub.y.z').map((path) => ({
    update: { $rename: { [path]: `${path}s` } },
    inverse: () => ({ $rename: { [`${path}s`]: path } }),
  })),
  'rename out of a document and back to its end': fc.constant({
    update: { $rename: { 'sub.y': 'out' } },
    inverse: () => ({ $rename: { out: 'sub.y' } }),
  }),
  'push, pop': fc.tuple(fc.constantFrom('list', 'rows'), value).map(([path, item]) => ({
    update: { $push: { [path]: item } },
    inverse: () => ({ $pop: { [path]: 1 } }),
  })),
  'push to the front, pop there': value.map((item) => ({
    update: { $push: { list: { $each: [item], $position: 0 } } },
    inverse: () => ({ $pop: { list: -1 } }),
  })),
  'pop, push': fc.constant({
    update: { $pop: { rows: 1 } },
    inverse: ({ rows }) => ({ $push: { rows: rows.at(-1) } }),
  }),
  'addToSet of something new, pull it': fc.uuid().map((item) => ({
    update: { $addToSet: { list: item } },
    inverse: () => ({ $pull: { list: item } }),
  })),
  'push several, pull all': fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 3 }).map((items) => ({
    update: { $push: { list: { $each: items } } },
    inverse: () => ({ $pullAll: { list: items } }),
  })),
  'pull all, set back': fc.constant({
    update: { $pull: { rows: {} } },
    inverse: ({ rows }) => ({ $set: { rows } }),
  }),
  'set in every row, set back': value.map((item) => ({
    update: { $set: { 'rows.$[].k': item } },
    inverse: ({ rows }) => ({ $set: { rows } }),
  })),
  'the date in a new field, unset it': fc.constant({
    update: { $currentDate: { when: true } },
    inverse: () => ({ $unset: { when: '' } }),
  }),
  'a pipeline that adds, one that removes': fc
    .constantFrom('$int', '$sub', '$list', '$$ROOT')
    .map((source) => ({
      update: [{ $set: { copy: source } }],
      inverse: () => [{ $unset: 'copy' }],
    })),
};

test.each(Object.entries(pairs))('%s: the bytes are as before', async (_name, pair) => {
  const collection = await collectionOf(database, []);
  await collection.createIndexes([{ key: { list: 1 } }, { key: { 'sub.x': 1 } }, { key: { 'rows.v': 1 } }]);
  const bytes = async () =>
    Buffer.from((await collection.findOne({}, { raw: true })) as unknown as Uint8Array);
  await fc.assert(
    fc.asyncProperty(document, pair, async (fields, { update, inverse }) => {
      await collection.deleteMany({});
      await collection.insertOne({ _id: 1, ...fields } as never);
      const before = await bytes();
      const { modifiedCount } = await collection.updateOne({}, update);
      expect((await bytes()).equals(before)).toBe(modifiedCount === 0);
      await collection.updateOne({}, inverse(fields));
      expect((await bytes()).toString('hex')).toBe(before.toString('hex'));
    }),
    { numRuns: 60 },
  );
});

test('an insert and its removal leave the others as they were', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(document, { maxLength: 3 }), document, async (there, added) => {
      const collection = await collectionOf(database, there);
      const all = async () =>
        (await collection.find({}, { raw: true }).toArray()).map((doc) =>
          Buffer.from(doc as never).toString('hex'),
        );
      const before = await all();
      await collection.insertOne({ _id: 'added', ...added } as never);
      expect(await all()).toHaveLength(before.length + 1);
      await collection.deleteOne({ _id: 'added' } as never);
      expect(await all()).toEqual(before);
      await collection.drop();
    }),
    { numRuns: 40 },
  );
});
