import fc from 'fast-check';
import type { Document } from 'mongodb';
import { expect, test } from 'vitest';
import { collectionOf, testDatabase } from './database.ts';

const database = testDatabase();

const scalar = fc.oneof(
  fc.integer({ min: 0, max: 4 }),
  fc.constantFrom<unknown>(null, 'a', 'ab', 'b', true, 1.5, new Date(0)),
);
const value = fc.oneof(
  { weight: 4, arbitrary: scalar },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) },
  {
    weight: 1,
    arbitrary: fc.record({ c: fc.oneof(scalar, fc.array(scalar, { maxLength: 2 })) }, { requiredKeys: [] }),
  },
  { weight: 1, arbitrary: fc.array(fc.record({ c: scalar }, { requiredKeys: [] }), { maxLength: 3 }) },
);
const flat = fc.record({ a: value, b: scalar }, { requiredKeys: [] });

const condition = fc.oneof(
  scalar,
  scalar.map((item) => ({ $gt: item })),
  scalar.map((item) => ({ $lte: item })),
  fc.tuple(scalar, scalar).map(([low, high]) => ({ $gte: low, $lt: high })),
  fc.array(scalar, { maxLength: 3 }).map((items) => ({ $in: items })),
  scalar.map((item) => ({ $ne: item })),
  fc.boolean().map((there) => ({ $exists: there })),
  fc.array(scalar, { maxLength: 2 }),
  scalar.map((item) => ({ $elemMatch: { $gte: item } })),
  fc.constant({ $regex: '^a' }),
);
const path = fc.constantFrom('a', 'b', 'a.c');
const clause = fc.tuple(path, condition).map(([name, what]) => ({ [name]: what }));
const query = fc.oneof(
  clause,
  fc.tuple(clause, clause).map((both) => ({ $and: both })),
  fc.tuple(clause, clause).map((both) => ({ $or: both })),
);
const sort = fc.constantFrom<Document>({}, { a: 1 }, { a: -1, b: 1 }, { b: -1 }, { 'a.c': 1 });

const INDEXES = [
  { key: { a: 1, b: -1 }, name: 'ab' },
  { key: { b: 1 }, name: 'b', sparse: true },
  { key: { 'a.c': -1, b: 1 }, name: 'cb' },
  { key: { a: -1 }, name: 'partial', partialFilterExpression: { b: { $exists: true } } },
] as const;

/** What documents are sorted by, where that is scalar; null and missing sort as one. */
const keysOf = (docs: Document[], order: Document): unknown[] =>
  docs.map(({ a, b }) => [
    'a' in order && (a ?? null),
    'b' in order && (b ?? null),
    'a.c' in order && scalarOf(a?.c),
  ]);

const scalarOf = (item: unknown): unknown => (Array.isArray(item) ? 'array' : (item ?? null));

const ids = (docs: Document[]): string => JSON.stringify(docs.map(({ _id }) => _id).sort());

test('a query finds the same with indexes as without, and in the same order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(flat, { minLength: 5, maxLength: 12 }),
      fc.array(fc.tuple(query, sort), { minLength: 8, maxLength: 8 }),
      async (docs, queries) => {
        const plain = await collectionOf(database, docs);
        const indexed = await collectionOf(database, []);
        await indexed.createIndexes(INDEXES.map((index) => ({ ...index })) as never);
        await indexed.insertMany((await plain.find().toArray()) as never);
        for (const [filter, order] of queries) {
          const expected = await plain.find(filter).sort(order).toArray();
          const found = await indexed.find(filter).sort(order).toArray();
          expect(ids(found), JSON.stringify({ filter, docs })).toBe(ids(expected));
          if (expected.every(({ a }) => !Array.isArray(a))) {
            expect(keysOf(found, order), JSON.stringify({ filter, order, docs })).toEqual(
              keysOf(expected, order),
            );
          }
        }
        await Promise.all([plain.drop(), indexed.drop()]);
      },
    ),
    { numRuns: 60 },
  );
}, 60_000);

test('updates and removals keep indexes and documents together', async () => {
  const change = fc.oneof(
    fc.tuple(path, scalar).map(([name, item]) => ({ $set: { [name === 'a.c' ? 'b' : name]: item } })),
    fc.constant({ $unset: { a: 1 } }),
    scalar.map((item) => ({ $addToSet: { list: item } })),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(flat, { minLength: 4, maxLength: 8 }),
      fc.array(fc.tuple(clause, change, fc.boolean()), { minLength: 4, maxLength: 4 }),
      async (docs, changes) => {
        const collection = await collectionOf(database, docs);
        await collection.createIndexes(INDEXES.slice(0, 3).map((index) => ({ ...index })) as never);
        for (const [filter, update, remove] of changes) {
          if (remove) await collection.deleteOne(filter);
          else await collection.updateMany(filter, update as never);
        }
        const all = await collection.find().hint({ $natural: 1 }).toArray();
        for (const index of ['ab', 'cb'])
          expect(ids(await collection.find().hint(index).toArray())).toBe(ids(all));
        await collection.drop();
      },
    ),
    { numRuns: 40 },
  );
}, 60_000);
