import fc from 'fast-check';
import { type Document, Double, Long } from 'mongodb';
import type { mongo } from 'mongoose';
import { expect, test } from 'vitest';
import { collectionOf, testDatabase } from './database.ts';

const database = testDatabase();

const scalar = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 0, max: 2 }) },
  { weight: 3, arbitrary: fc.constantFrom<unknown>(null, 'a', 'ab', 'B', 1.5, true) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<unknown>(
      ...['', 'b', false, -1, Number.NaN, new Date(0), new Double(2), Long.fromNumber(1), {}, { c: 1 }],
    ),
  },
);
const few = fc.integer({ min: 0, max: 4 });
// lists of numbers, so that a range is often met by no element alone
const list = fc.oneof(fc.array(scalar, { maxLength: 3 }), fc.array(few, { minLength: 2, maxLength: 3 }));
const value = fc.oneof(
  { weight: 5, arbitrary: scalar },
  { weight: 4, arbitrary: list },
  { weight: 1, arbitrary: fc.array(fc.oneof(scalar, list), { maxLength: 2 }) },
  { weight: 2, arbitrary: fc.record({ c: fc.oneof(scalar, list) }, { requiredKeys: [] }) },
  { weight: 1, arbitrary: fc.array(fc.record({ c: scalar }, { requiredKeys: [] }), { maxLength: 3 }) },
);
const document = fc.record({ a: value, b: scalar }, { requiredKeys: [] });

const comparison = fc.constantFrom('$eq', '$ne', '$gt', '$gte', '$lt', '$lte');
const operator = fc.oneof(
  fc.tuple(comparison, scalar).map(([name, item]) => ({ [name]: item })),
  { weight: 2, arbitrary: fc.tuple(scalar, scalar).map(([low, high]) => ({ $gte: low, $lt: high })) },
  { weight: 6, arbitrary: fc.tuple(few, few).map(([low, more]) => ({ $gt: low, $lt: low + more })) },
  fc.tuple(fc.constantFrom('$in', '$nin', '$all'), list).map(([name, items]) => ({ [name]: items })),
  fc.boolean().map((there) => ({ $exists: there })),
  fc.constantFrom('number', 'string', 'array', 'object', 'null', 'bool').map((type) => ({ $type: type })),
  fc.constantFrom('^a', 'b', '^(a|b)', '^a?b', '^').map(($regex) => ({ $regex })),
  fc.constant({ $regex: '^a', $options: 'i' }),
  fc.nat({ max: 3 }).map(($size) => ({ $size })),
  fc.constant({ $mod: [2, 1] }),
  fc.tuple(comparison, scalar).map(([name, item]) => ({ $elemMatch: { [name]: item } })),
  scalar.map((item) => ({ $elemMatch: { c: item } })),
  list.map((items) => ({ $eq: items })),
  list.map((items) => ({ $gte: items })),
);
const condition = fc.oneof(
  { weight: 2, arbitrary: scalar },
  { weight: 1, arbitrary: list },
  { weight: 6, arbitrary: operator },
  { weight: 1, arbitrary: operator.map(($not) => ({ $not })) },
);
const ids = fc.oneof(
  fc.tuple(fc.nat({ max: 12 }), fc.nat({ max: 12 })).map(([low, high]) => ({ $gte: low, $lte: high })),
  fc.tuple(comparison, fc.nat({ max: 12 })).map(([name, number]) => ({ [name]: number })),
  fc.array(fc.nat({ max: 12 }), { maxLength: 4 }).map(($in) => ({ $in })),
);
const clause: fc.Arbitrary<Document> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom('a', 'a', 'b', 'b', 'a.c', 'a.0'), condition)
      .map(([path, what]) => ({ [path]: what })),
  },
  { weight: 1, arbitrary: ids.map((_id) => ({ _id })) },
  { weight: 1, arbitrary: ids.map((u) => ({ u })) },
  { weight: 1, arbitrary: scalar.map((c) => ({ a: { $elemMatch: { c } } })) },
);
const query: fc.Arbitrary<Document> = fc.oneof(
  clause,
  fc.tuple(clause, clause).map(([one, other]) => ({ ...one, ...other })),
  fc.tuple(fc.constantFrom('$and', '$or', '$nor'), clause, clause).map(([how, ...both]) => ({ [how]: both })),
  fc.tuple(clause, clause, clause).map(([one, ...both]) => ({ ...one, $or: both })),
);

// Ending with _id, every order is of one kind only.
const sort = fc.constantFrom<Document>(
  { _id: 1 },
  { _id: -1 },
  { a: -1, _id: 1 },
  { a: 1, _id: -1 },
  { a: 1, _id: 1 },
  { b: 1, _id: 1 },
  { b: -1, _id: -1 },
  { a: 1, b: -1, _id: 1 },
  { 'a.c': -1, _id: 1 },
  { u: -1, _id: 1 },
);
const search = fc.record({ query, sort, skip: fc.constantFrom(0, 0, 0, 1, 2), limit: fc.nat({ max: 6 }) });

const INDEXES: mongo.IndexDescription[] = [
  { key: { a: 1, b: -1 }, name: 'ab' },
  { key: { a: -1, _id: 1 }, name: 'a_id' },
  { key: { b: 1, _id: 1 }, name: 'b_id' },
  { key: { b: 1 }, name: 'sparse', sparse: true },
  { key: { 'a.c': -1, b: 1 }, name: 'cb' },
  { key: { b: -1 }, name: 'partial', partialFilterExpression: { a: { $exists: true } } },
  { key: { b: 1 }, name: 'positive', partialFilterExpression: { b: { $gt: 0 } } },
  { key: { u: 1 }, name: 'unique', unique: true },
];

// with one or two of them at a time, each is used; a planner that may choose among all has a better one
const someIndexes = fc.shuffledSubarray(INDEXES, { minLength: 1, maxLength: 2 });

const collections = async (docs: Document[], indexes: mongo.IndexDescription[]) => {
  // a unique field against the order of _id
  const all = docs.map((doc, place) => ({ ...doc, u: docs.length - place }));
  const plain = await collectionOf(database, all);
  const indexed = await collectionOf(database, []);
  await indexed.createIndexes(indexes);
  await indexed.insertMany(all.map((doc, place) => ({ _id: place + 1, ...doc })) as never[]);
  return { plain, indexed };
};

type Collection = mongo.Collection<Document>;

const idsOf = (cursor: mongo.FindCursor<Document>): Promise<number[]> =>
  cursor.map(({ _id }) => Number(_id)).toArray();

test('a search finds the same with indexes as without, in the same order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(document, { minLength: 5, maxLength: 12 }),
      fc.array(search, { minLength: 10, maxLength: 10 }),
      someIndexes,
      async (docs, searches, indexes) => {
        const { plain, indexed } = await collections(docs, indexes);
        for (const { query: filter, sort: order, skip, limit } of searches) {
          const find = (on: Collection) => idsOf(on.find(filter).sort(order).skip(skip).limit(limit));
          expect(await find(indexed), JSON.stringify({ filter, order, skip, limit, docs })).toEqual(
            await find(plain),
          );
          expect(await indexed.countDocuments(filter)).toBe(await plain.countDocuments(filter));
        }
        await Promise.all([plain.drop(), indexed.drop()]);
      },
    ),
    { numRuns: 200 },
  );
}, 120_000);

test('an order by an index alone sorts by its fields', async () => {
  const orders = fc.constantFrom<Document>(
    { a: 1 },
    { a: -1 },
    { b: 1 },
    { a: 1, b: -1 },
    { a: -1, b: 1 },
    { u: 1 },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ a: scalar, b: scalar }, { requiredKeys: [] }), { minLength: 5, maxLength: 12 }),
      fc.array(fc.tuple(query, orders), { minLength: 5, maxLength: 5 }),
      async (docs, searches) => {
        const { plain, indexed } = await collections(docs, INDEXES);
        for (const [filter, order] of searches) {
          // null and missing sort as one, and so do numbers of other types
          const keys = async (on: Collection) =>
            (await on.find(filter).sort(order).toArray()).map((doc) =>
              Object.keys(order).map((name) => doc[name] ?? null),
            );
          expect(await keys(indexed), JSON.stringify({ filter, order, docs })).toEqual(await keys(plain));
        }
        await Promise.all([plain.drop(), indexed.drop()]);
      },
    ),
    { numRuns: 50 },
  );
}, 60_000);

test('updates and removals keep indexes and documents together', async () => {
  const change = fc.oneof(
    fc.tuple(fc.constantFrom('a', 'b'), scalar).map(([name, item]) => ({ $set: { [name]: item } })),
    fc.constant({ $unset: { a: 1 } }),
    fc.constant({ $inc: { u: 100 } }),
    list.map((items) => ({ $set: { a: items } })),
  );
  const whole = INDEXES.filter((index) => !index.sparse && !index.partialFilterExpression);
  await fc.assert(
    fc.asyncProperty(
      fc.array(document, { minLength: 4, maxLength: 8 }),
      fc.array(fc.tuple(clause, change, fc.boolean()), { minLength: 4, maxLength: 4 }),
      fc.array(query, { minLength: 3, maxLength: 3 }),
      async (docs, changes, queries) => {
        const { plain, indexed } = await collections(docs, INDEXES);
        for (const [filter, update, remove] of changes) {
          for (const on of [plain, indexed]) {
            if (remove) await on.deleteMany(filter);
            else await on.updateMany(filter, update as never);
          }
        }
        const everything = await plain.find().sort({ _id: 1 }).toArray();
        for (const { name } of whole) {
          expect(await indexed.find().hint(String(name)).sort({ _id: 1 }).toArray()).toEqual(everything);
        }
        for (const filter of queries) {
          expect(await indexed.find(filter).sort({ _id: 1 }).toArray(), JSON.stringify(filter)).toEqual(
            await plain.find(filter).sort({ _id: 1 }).toArray(),
          );
        }
        await Promise.all([plain.drop(), indexed.drop()]);
      },
    ),
    { numRuns: 80 },
  );
}, 60_000);
