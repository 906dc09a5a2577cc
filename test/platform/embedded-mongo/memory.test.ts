import type { Collection, Document } from 'mongodb';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { folderForStores, withStore } from './own-store.ts';

const HEAP_MB = 200;
const ROWS = 12_000;
const TEXT = 20_000;

type Row = Document & { _id: number; n: number };

// 240 MB of documents for a store that may hold 200 MB.
const withLargeCollection = (work: (rows: Collection<Row>) => Promise<void>) =>
  withStore(
    folderForStores('memory'),
    async (client, pid) => {
      const rows = client.db().collection<Row>('rows');
      await rows.createIndex({ n: 1 });
      for (let start = 0; start < ROWS; start += 500) {
        const batch = Array.from({ length: 500 }, (_, place) => start + place);
        await rows.insertMany(
          batch.map((_id) => ({ _id, n: (_id * 7919) % ROWS, text: `${_id}`.padEnd(TEXT, 'x') })),
        );
      }
      await work(rows);
      expect((await client.db('admin').command({ serverStatus: 1 }))['pid']).toBe(pid);
    },
    { sync: false },
  );

const before = process.env['NODE_OPTIONS'];
beforeAll(() => {
  vi.stubEnv('NODE_OPTIONS', `${before ?? ''} --max-old-space-size=${HEAP_MB}`);
});
afterAll(() => {
  vi.unstubAllEnvs();
});

async function countInOrder(cursor: AsyncIterable<Row>, key: (row: Row) => number): Promise<number> {
  let next = 0;
  for await (const row of cursor) {
    if (key(row) !== next) throw new Error(`${key(row)} in place of ${next}`);
    next += 1;
  }
  return next;
}

test('a collection larger than its memory is read, sorted and counted; what must hold it fails as in MongoDB', async () => {
  await withLargeCollection(async (rows) => {
    expect(await countInOrder(rows.find(), ({ _id }) => _id)).toBe(ROWS);
    expect(await countInOrder(rows.find().sort({ n: 1 }), ({ n }) => n)).toBe(ROWS);
    expect(await countInOrder(rows.aggregate<Row>([{ $sort: { n: 1 } }]), ({ n }) => n)).toBe(ROWS);
    expect(await rows.countDocuments({ text: /x$/ })).toBe(ROWS);
    const sizes = [{ $group: { _id: { $mod: ['$n', 10] }, bytes: { $sum: { $strLenCP: '$text' } } } }];
    expect((await rows.aggregate(sizes).toArray()).map(({ bytes }) => bytes)).toEqual(
      Array.from({ length: 10 }, () => (ROWS / 10) * TEXT),
    );
    const tooLarge = { code: 292, codeName: 'QueryExceededMemoryLimitNoDiskUseAllowed' };
    const all = [{ $group: { _id: null, rows: { $push: '$$ROOT' } } }];
    await expect(rows.aggregate(all).toArray()).rejects.toMatchObject(tooLarge);
    await expect(rows.aggregate([{ $sort: { text: 1 } }]).toArray()).rejects.toMatchObject(tooLarge);
    await expect(rows.find().sort({ text: 1 }).toArray()).rejects.toMatchObject(tooLarge);
    expect(await rows.find().sort({ text: 1 }).limit(3).toArray()).toHaveLength(3);
    expect(await rows.countDocuments()).toBe(ROWS);
  });
}, 180_000);
