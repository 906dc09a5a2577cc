import { readFileSync } from 'node:fs';
import type { Document } from 'mongodb';
import { describe, expect, onTestFinished, test } from 'vitest';
import { OPERATORS } from '#server/platform/embedded-mongo/query/expressions/operators.ts';
import { COMMANDS } from './command-examples.ts';
import { collectionOf, EMBEDDED, testDatabase } from './database.ts';
import { EXPRESSIONS, FIELDS } from './expression-examples.ts';
import {
  ACCUMULATORS,
  GROUPED,
  QUERIES,
  SEARCHED,
  STREAMED,
  stages,
  UPDATED,
  UPDATES,
} from './readme-examples.ts';

const database = testDatabase();

const readme = readFileSync(
  new URL('../../../server/platform/embedded-mongo/README.md', import.meta.url),
  'utf8',
);

/** The table: each kind, and its names. */
const rows = new Map(
  [...readme.matchAll(/^\| ([a-z ]+) \| (\S.*) \|$/gm)]
    .map(([, kind = '', names = '']): [string, string[]] => [kind, names.split(' ')])
    .filter(([kind]) => kind !== 'kind' && kind !== 'folder'),
);

const aggregate = async (docs: readonly Document[], pipeline: Document[]) =>
  (await collectionOf(database, docs)).aggregate(pipeline).toArray();

interface Kind {
  names: string[];
  /** Uses the example of a name; fails where its outcome is not the expected one. */
  prove(name: string): Promise<void>;
  /** Any use of a name that is refused, and the code by which MongoDB says that it does not know it. */
  use(name: string): Promise<unknown>;
  unknown: number;
}

const kinds: Record<string, Kind> = {
  commands: {
    names: Object.keys(COMMANDS),
    prove: async (name) => {
      const [example, reply] = COMMANDS[name] ?? [() => ({})];
      const collection = await collectionOf(database, [{ a: 1 }, { a: 2 }, { a: 3 }]);
      const session = database.client.startSession();
      onTestFinished(() => session.endSession());
      const { db, client } = database;
      const use = { db, admin: client.db('admin'), name: collection.collectionName, session };
      expect(await example(use)).toMatchObject(reply ?? {});
    },
    use: (name) => database.db.command({ [name]: 1 }),
    unknown: 59,
  },
  'query operators': {
    names: Object.keys(QUERIES),
    prove: async (name) => {
      const [query = {}, ids] = QUERIES[name] ?? [];
      const collection = await collectionOf(database, SEARCHED);
      expect((await collection.distinct('_id', query)).sort()).toEqual(ids);
    },
    use: async (name) => {
      const collection = await collectionOf(database, SEARCHED);
      const top = ['$where', '$text', '$jsonSchema'].includes(name);
      return collection.findOne(top ? { [name]: {} } : { a: { [name]: 1 } });
    },
    unknown: 2,
  },
  'update operators': {
    names: Object.keys(UPDATES),
    prove: async (name) => {
      const [update = {}, changes] = UPDATES[name] ?? [];
      const collection = await collectionOf(database, [UPDATED]);
      await collection.updateOne({ n: 6 }, update, { upsert: true });
      expect(await collection.findOne({})).toEqual({ _id: 1, ...UPDATED, ...changes });
    },
    use: async (name) => (await collectionOf(database, [UPDATED])).updateOne({}, { [name]: { a: 1 } }),
    unknown: 9,
  },
  stages: {
    names: Object.keys(stages('')),
    prove: async (name) => {
      const collection = await collectionOf(database, STREAMED);
      const [pipeline = [], docs] = stages(collection.collectionName)[name] ?? [];
      expect(await collection.aggregate(pipeline).toArray()).toEqual(docs);
    },
    use: (name) => aggregate(STREAMED, [{ [name]: {} }]),
    unknown: 40324,
  },
  accumulators: {
    names: Object.keys(ACCUMULATORS),
    prove: async (name) => {
      const [argument, expected] = ACCUMULATORS[name] ?? [];
      const group = { $group: { _id: null, made: { [name]: argument } } };
      expect(await aggregate(GROUPED, [{ $sort: { _id: 1 } }, group])).toEqual([
        { _id: null, made: expected },
      ]);
    },
    use: (name) => aggregate(GROUPED, [{ $group: { _id: null, made: { [name]: '$v' } } }]),
    unknown: 15952,
  },
  expressions: {
    names: Object.keys(EXPRESSIONS),
    prove: async (name) => {
      const [argument, expected] = EXPRESSIONS[name] ?? [];
      const project = { $project: { _id: 0, made: { [name]: argument } } };
      expect(await aggregate([FIELDS], [project])).toEqual([{ made: expected }]);
    },
    use: (name) => aggregate([FIELDS], [{ $addFields: { made: { [name]: 1 } } }]),
    unknown: 168,
  },
};

test('the table has these kinds, each with names that are refused', () => {
  const expected = Object.keys(kinds).flatMap((kind) => [kind, `${kind} refused`]);
  expect([...rows.keys()].sort()).toEqual(expected.sort());
});

test('every expression of the store is in the table', () => {
  expect(Object.keys(OPERATORS).sort()).toEqual([...(rows.get('expressions') ?? [])].sort());
});

describe.each(Object.entries(kinds))('%s', (kind, { names, prove, use, unknown }) => {
  test('every name in the table has an example, and every example is in the table', () => {
    expect([...names].sort()).toEqual([...(rows.get(kind) ?? [])].sort());
  });

  test.each(names)('%s works', prove);

  describe.runIf(EMBEDDED)('that the embedded store alone refuses', () => {
    test.each(rows.get(`${kind} refused`) ?? [])('%s', async (name) => {
      await expect(use(name)).rejects.toMatchObject({
        code: unknown,
        message: expect.stringContaining(name),
      });
    });
  });
});
