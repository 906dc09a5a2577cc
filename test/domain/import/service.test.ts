import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { StoredEvent } from '#schemas/event.ts';
import { ImportMapping } from '#schemas/import-mapping.ts';
import { createImporter, type ImportOptions } from '#server/features/import/service.ts';
import type { ImportCheckpoint } from '#server/stores/import-checkpoints.ts';

let folder: string;
const now = new Date('2026-05-20T12:00:00Z');

const mapping = ImportMapping.parse({
  name: 'Orders',
  sources: [
    {
      name: 'orders',
      file: 'orders.csv.gz',
      records: 'event',
      group: {
        by: ['order'],
        lists: [{ into: 'data.items', fields: { product_id: 'product' } }],
      },
      fields: {
        customer_id: 'who',
        behavior_type: { constant: 'order_completed' },
        message_id: { template: 'order-{order}' },
        timestamp: { column: 'at', as: 'date', format: 'yyyy-MM-dd' },
        'data.order_id': 'order',
        'data.total': { sum: 'paid', as: 'money' },
      },
    },
    {
      name: 'searches',
      file: 'searches.ndjson',
      records: 'event',
      fields: {
        customer_id: 'who',
        behavior_type: { constant: 'searched' },
        timestamp: { column: 'at', as: 'date' },
        'data.query': 'what',
      },
    },
  ],
});

const orders = 2500;
/** Each order has a line in the first half of the file and one in the second; one line in 500 has no amount. */
const orderLines = Array.from({ length: 2 * orders }, (_, index) => {
  const number = index % orders;
  const paid = index % 500 === 7 ? '' : '1.50';
  return `${number},${number % 40},p${index % 9},${paid},2025-03-0${1 + (number % 9)}`;
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'attune-test-'));
  const text = ['order,who,product,paid,at', ...orderLines].join('\n');
  await writeFile(join(folder, 'orders.csv.gz'), gzipSync(text));
  const searches = ['{"who":1,"at":"2025-03-10T12:00:00Z","what":"mug"}', 'nonsense', ''];
  await writeFile(join(folder, 'searches.ndjson'), searches.join('\n'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let stored: Map<string, StoredEvent>;
let saved: Map<string, ImportCheckpoint>;
let failAfter: number;
beforeEach(() => {
  stored = new Map();
  saved = new Map();
  failAfter = Number.POSITIVE_INFINITY;
});

/** A database in memory that fails when it has taken so many batches. */
const importer = createImporter({
  ingest: async (events) => {
    if (events.length === 0) return { stored: 0, duplicates: 0 };
    failAfter -= 1;
    if (failAfter < 0) throw new Error('the power went out');
    const before = stored.size;
    for (const event of events) {
      const key = `${event.identity}/${event.messageId}`;
      if (!stored.has(key)) stored.set(key, event);
    }
    const created = stored.size - before;
    return { stored: created, duplicates: events.length - created };
  },
  saveProducts: async () => undefined,
  saveContentItems: async () => undefined,
  refreshEvidence: async () => undefined,
  foldPending: async () => undefined,
  train: async () => undefined,
  checkpoints: {
    read: async (run, source, hash) => saved.get(`${run}/${source}/${hash}`) ?? null,
    save: async (run, hash, checkpoint) => void saved.set(`${run}/${checkpoint.source}/${hash}`, checkpoint),
    forget: async () => saved.clear(),
  },
  clock: () => now,
});

const run = (options: Partial<ImportOptions> = {}) =>
  importer.run({
    mapping,
    resolve: (file) => join(folder, file),
    reportPath: join(folder, 'report.ndjson'),
    ...options,
  });

const countsOf = async (result: ReturnType<typeof run>) =>
  (await result).sources.map(({ lines, created, known, merged, rejected, skipped }) => ({
    ...{ lines, created, known, merged, rejected, skipped },
  }));

const complete = [
  // 10 of 5,000 lines have no amount: both lines of 5 orders
  { lines: 5000, created: 2495, known: 0, merged: 2495, rejected: 10, skipped: 0 },
  { lines: 2, created: 1, known: 0, merged: 0, rejected: 1, skipped: 0 },
];

test('every line is stored, merged or reported', async () => {
  expect(await countsOf(run())).toEqual(complete);
  expect(stored.size).toBe(2496);
});

test('the report names file, line and reason', async () => {
  await run();
  const report = (await readFile(join(folder, 'report.ndjson'), 'utf8')).trim().split('\n');
  const remarks = report.map((line) => JSON.parse(line) as { source: string; line: number; reason: string });
  expect(remarks).toHaveLength(11);
  expect(remarks.find(({ line }) => line === 9)).toEqual({
    source: 'orders',
    line: 9,
    kind: 'rejected',
    reason: 'data.total: "" is not an amount of money',
  });
  expect(remarks.at(-1)).toMatchObject({ source: 'searches', line: 2 });
});

test('running it again stores nothing twice', async () => {
  await run();
  expect(await countsOf(run())).toEqual(complete);
  expect(stored.size).toBe(2496);
});

test('from the start again, everything is known', async () => {
  await run();
  const [again] = await countsOf(run({ fromStart: true }));
  expect(again).toMatchObject({ created: 0, known: 2495 });
  expect(stored.size).toBe(2496);
});

test('an interrupted import goes on where it was, and the counts come out the same', async () => {
  failAfter = 1;
  await expect(run()).rejects.toThrow('the power went out');
  expect(stored.size).toBe(1000);
  failAfter = 3;
  expect(await countsOf(run())).toEqual(complete);
});

test('rebased, the newest event of all files is now and the others keep their distance', async () => {
  const { shift } = await run({ rebase: true });
  const times = [...stored.values()].map(({ at }) => at.getTime());
  expect(Math.max(...times)).toBe(now.getTime());
  expect(shift).toBe(now.getTime() - Date.parse('2025-03-10T12:00:00Z'));
});

test('consent is given once for each customer', async () => {
  await run({ consent: ['personalization'] });
  await run({ consent: ['personalization'], fromStart: true });
  const consents = [...stored.values()].filter(({ type }) => type === 'consent_updated');
  expect(consents).toHaveLength(40);
  expect(consents[0]?.data['purposes']).toEqual({ personalization: true });
});
