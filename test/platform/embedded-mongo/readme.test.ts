import { readFileSync } from 'node:fs';
import type { Document } from 'mongodb';
import { expect, test } from 'vitest';
import { OPERATORS } from '#server/platform/embedded-mongo/query/expressions/operators.ts';
import { collectionOf, testDatabase } from './database.ts';

const database = testDatabase();

const readme = readFileSync(
  new URL('../../../server/platform/embedded-mongo/README.md', import.meta.url),
  'utf8',
);

function row(kind: string): string[] {
  const line = readme.split('\n').find((text) => text.startsWith(`| ${kind} |`));
  return (line?.split('|')[2] ?? '').trim().split(' ');
}

/** The code of the error that a use gives, or undefined where it works. */
async function codeOf(use: () => Promise<unknown>): Promise<unknown> {
  return use().then(
    () => undefined,
    (error: { code?: unknown }) => error.code,
  );
}

const aggregate = async (...pipeline: Document[]) => {
  const collection = await collectionOf(database, [{ a: 1 }]);
  return collection.aggregate(pipeline).toArray();
};

// How to try each kind, and the code by which MongoDB says that it does not know a name.
const kinds: Record<string, { unknown: number; use(name: string): Promise<unknown> }> = {
  commands: { unknown: 59, use: (name) => database.db.command({ [name]: 1 }) },
  'query operators': {
    unknown: 2,
    use: async (name) => {
      const collection = await collectionOf(database, [{ a: 1 }]);
      const top = ['$and', '$or', '$nor', '$where', '$text', '$expr', '$jsonSchema'].includes(name);
      const operands: Document = {
        $in: [1],
        $nin: [1],
        $all: [1],
        $elemMatch: { $gt: 1 },
        $not: { $gt: 1 },
        $mod: [2, 1],
        $type: 'int',
        $regex: 'a',
      };
      return collection
        .find(top ? { [name]: name === '$expr' ? 1 : [{ a: 1 }] } : { a: { [name]: operands[name] ?? 1 } })
        .toArray();
    },
  },
  'update operators': {
    unknown: 9,
    use: async (name) => {
      const collection = await collectionOf(database, [{}]);
      const operands: Document = { $rename: 'b', $currentDate: true, $bit: { or: 1 }, $pullAll: [1] };
      return collection.updateOne({}, { [name]: { a: operands[name] ?? 1 } });
    },
  },
  stages: {
    unknown: 40324,
    use: (name) => {
      const operands: Document = {
        $match: {},
        $project: { a: 1 },
        $addFields: { b: 1 },
        $set: { b: 1 },
        $unset: 'a',
        $replaceRoot: { newRoot: '$$ROOT' },
        $replaceWith: '$$ROOT',
        $unwind: '$a',
        $group: { _id: null },
        $sort: { a: 1 },
        $count: 'n',
        $sortByCount: '$a',
        $bucket: { groupBy: '$a', boundaries: [0, 9] },
        $facet: { x: [] },
        $lookup: { from: 'x', localField: 'a', foreignField: 'b', as: 'c' },
      };
      return aggregate({ [name]: operands[name] ?? 1 });
    },
  },
  accumulators: {
    unknown: 15952,
    use: (name) => aggregate({ $group: { _id: null, x: { [name]: name === '$count' ? {} : '$a' } } }),
  },
};

for (const [kind, { unknown, use }] of Object.entries(kinds)) {
  test.each(row(kind))(`${kind}: %s is known`, async (name) => {
    expect(await codeOf(() => use(name))).not.toBe(unknown);
  });
  test.each(row(`${kind} refused`))(`${kind}: %s is refused by name`, async (name) => {
    expect(await codeOf(() => use(name))).toBe(unknown);
    await expect(use(name)).rejects.toThrow(name);
  });
}

test('the expressions are exactly those of the table', () => {
  expect(Object.keys(OPERATORS).sort()).toEqual(row('expressions').sort());
});

test.each(row('expressions refused'))('expressions: %s is refused by name', async (name) => {
  await expect(aggregate({ $project: { x: { [name]: 1 } } })).rejects.toThrow(name);
});
