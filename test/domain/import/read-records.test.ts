import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ImportMapping } from '#schemas/import-mapping.ts';
import { readRecords } from '#server/features/import/read-records.ts';
import type { Outcome } from '#server/features/import/types.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'attune-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const receivedAt = new Date('2026-01-01T00:00:00Z');

const outcomesOf = async (source: object, content: string | Buffer, shift = 0): Promise<Outcome[]> => {
  const mapping = ImportMapping.parse({ name: 'test', sources: [{ name: 'lines', ...source }] });
  const [first] = mapping.sources;
  const path = join(folder, first!.file);
  await writeFile(path, content);
  const resolve = (file: string): string => join(folder, file);
  const context = { mapping, source: first!, path, fileHash: 'abc', resolve, receivedAt, shift };
  const outcomes: Outcome[] = [];
  for await (const outcome of readRecords(context)) outcomes.push(outcome);
  return outcomes;
};

/** A line a fault or a record's lines, in short. */
const brief = (outcomes: Outcome[]): unknown[] =>
  outcomes.flatMap((outcome) => [
    ...(outcome.kind === 'record' ? [`${outcome.record.kind} of ${outcome.lines}`] : []),
    ...outcome.remarks.map(({ line, kind, reason }) => `${line} ${kind}: ${reason}`),
  ]);

const product = { records: 'product', fields: { id: 'id', name: 'name' } };
const event = {
  records: 'event',
  fields: {
    customer_id: 'who',
    behavior_type: { constant: 'searched' },
    timestamp: { column: 'at', as: 'date', format: 'yyyy-MM-dd' },
    'data.query': 'what',
  },
};

describe('what becomes of a line', () => {
  test('a CSV line is a record, or a remark that says why not', async () => {
    const text = 'id,name\n1,Mug\n2\n3,\n\n4,"Plate, large"\n';
    expect(brief(await outcomesOf({ ...product, file: 'a.csv' }, text))).toEqual([
      'product of 1',
      '3 rejected: has 1 columns instead of 2',
      '4 rejected: name: is empty',
      'product of 1',
    ]);
  });

  test('what is not UTF-8 is told', async () => {
    const bytes = Buffer.concat([Buffer.from('id,name\n1,Caf'), Buffer.from([0xe9]), Buffer.from('\n')]);
    expect(brief(await outcomesOf({ ...product, file: 'b.csv' }, bytes))).toEqual([
      '2 rejected: not valid UTF-8',
    ]);
  });

  test('a gzipped file is unpacked', async () => {
    const bytes = gzipSync('id,name\n1,Mug\n');
    expect(brief(await outcomesOf({ ...product, file: 'c.csv.gz' }, bytes))).toEqual(['product of 1']);
  });

  test('a damaged gzip file fails instead of ending early', async () => {
    const bytes = gzipSync('id,name\n1,Mug\n').subarray(0, 25);
    await expect(outcomesOf({ ...product, file: 'd.csv.gz' }, bytes)).rejects.toThrow(
      'unexpected end of file',
    );
  });

  test('NDJSON lines are objects', async () => {
    const text = '{"id":"1","name":"Mug\u2028"}\n[1]\n{"id":\n{"id":2,"name":"Plate"}';
    expect(brief(await outcomesOf({ ...product, file: 'e.ndjson' }, text))).toEqual([
      'product of 1',
      '2 rejected: is not a JSON object',
      expect.stringContaining('3 rejected: is not JSON'),
      'product of 1',
    ]);
  });

  test('a skipped line is reported with its reason', async () => {
    const skip = [{ when: { column: 'name', equals: 'Mug' }, reason: 'no mugs' }];
    const outcomes = await outcomesOf({ ...product, skip, file: 'f.csv' }, 'id,name\n1,Mug\n2,Plate\n');
    expect(brief(outcomes)).toEqual(['2 skipped: no mugs', 'product of 1']);
  });

  test('an event has the time of its line, shifted, and an id made of file and line', async () => {
    const text = 'who,at,what\n17,2025-12-31,mug\n';
    const [outcome] = await outcomesOf({ ...event, file: 'g.csv' }, text, 86_400_000);
    expect(outcome).toMatchObject({
      kind: 'record',
      record: {
        kind: 'event',
        event: {
          messageId: 'lines-abc-2',
          profileId: 'customer_id:17',
          type: 'searched',
          data: { query: 'mug' },
          at: receivedAt,
          source: 'import',
        },
      },
    });
  });

  test('what the schema of events refuses is rejected with the path', async () => {
    const source = { ...event, fields: { ...event.fields, behavior_type: { constant: 'product_viewed' } } };
    expect(brief(await outcomesOf({ ...source, file: 'h.csv' }, 'who,at,what\n1,2025-12-31,x\n'))).toEqual([
      expect.stringMatching(/^2 rejected: data\.product_id: /),
    ]);
  });
});

describe('groups', () => {
  const orders = {
    file: 'orders.csv',
    records: 'event',
    group: {
      by: ['basket'],
      lists: [
        {
          into: 'data.items',
          when: { column: 'pieces', atLeast: 1 },
          fields: { product_id: 'product', quantity: { column: 'pieces', as: 'integer' } },
        },
        {
          into: 'data.adjustments',
          when: { column: 'pieces', lessThan: 1 },
          fields: { product_id: 'product' },
        },
      ],
    },
    fields: {
      customer_id: 'who',
      behavior_type: { constant: 'order_completed' },
      message_id: { template: 'basket-{basket}' },
      'data.order_id': 'basket',
      'data.total': { sum: 'paid', as: 'money' },
    },
  };
  const text = `basket,who,product,pieces,paid
A,1,mug,2,10.00
B,2,plate,1,5.00
A,1,bowl,1,0.50
B,2,coupon,0,0
A,1,cup,x,1.00
`;

  test('lines that agree are one record, wherever they stand', async () => {
    const outcomes = await outcomesOf(orders, text);
    const events = outcomes.flatMap((outcome) =>
      outcome.kind === 'record' && outcome.record.kind === 'event' ? [outcome.record.event] : [],
    );
    expect(events.map(({ data }) => data)).toEqual([
      {
        order_id: 'A',
        total: { amount: 1050, currency: 'EUR' },
        items: [
          { product_id: 'mug', quantity: 2 },
          { product_id: 'bowl', quantity: 1 },
        ],
        adjustments: [],
      },
      {
        order_id: 'B',
        total: { amount: 500, currency: 'EUR' },
        items: [{ product_id: 'plate', quantity: 1 }],
        adjustments: [{ product_id: 'coupon' }],
      },
    ]);
  });

  test('every line is in a record or in a remark', async () => {
    expect(brief(await outcomesOf(orders, text))).toEqual([
      'event of 2',
      '6 rejected: no list of the group takes the line',
      'event of 2',
    ]);
  });

  test('a group that is refused reports all its lines', async () => {
    const outcomes = await outcomesOf(orders, 'basket,who,product,pieces,paid\nA,,mug,1,1\nA,,cup,1,1\n');
    expect(brief(outcomes)).toEqual([
      '2 rejected: customer_id: is empty',
      '3 rejected: customer_id: is empty',
    ]);
  });
});
