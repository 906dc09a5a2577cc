import { strictEqual } from 'node:assert';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { launch, listenTo, powerCut, productEnvironment } from '#test/support/product.ts';
import { behaviors, expectedOf, type Sent } from './product-events.ts';
import { inStore, requireExact } from './product-store.ts';
import type { Round } from './product-track.ts';

const columns = ['message_id', 'customer_id', 'behavior_type', 'timestamp', 'data'] as const;

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

const lineOf = ({ data, ...event }: Sent): string =>
  columns.map((name) => quoted(name === 'data' ? JSON.stringify(data) : event[name])).join(',');

const mapping = {
  name: 'Behaviors',
  sources: [
    {
      name: 'events',
      file: 'events.csv',
      records: 'event',
      fields: {
        message_id: 'message_id',
        customer_id: 'customer_id',
        behavior_type: 'behavior_type',
        timestamp: { column: 'timestamp', as: 'date', format: 'iso' },
        data: { column: 'data', as: 'json' },
      },
    },
  ],
};

type Options = { dataDir: string; lines: number; rounds: number };

const startImport = (dataDir: string) =>
  launch(
    'attune.mjs',
    ['import', join(dataDir, 'mapping.json'), '--report', join(dataDir, 'report.ndjson')],
    productEnvironment(dataDir),
  );

const countEvents = (dataDir: string): Promise<number> => inStore(dataDir, ({ events }) => events.count());

/** Imports until so many events are stored, then cuts the power. */
const importUntilCut = async (dataDir: string, after: number): Promise<void> => {
  const child = startImport(dataDir);
  const output = listenTo(child);
  await inStore(dataDir, async ({ events }) => {
    while ((await events.count()) < after) {
      if (child.exitCode !== null) throw new Error(`the import ended before it was cut:\n${output()}`);
      await sleep(10);
    }
    await powerCut(child, dataDir);
  });
};

/** Imports to the end; what it says. */
const importAll = async (dataDir: string): Promise<string> => {
  const child = startImport(dataDir);
  const output = listenTo(child);
  const [code] = await once(child, 'close');
  strictEqual(code, 0, output());
  return output();
};

/**
 * An import under power cuts: it is killed, with its store, ever further on, and run again each time.
 * @throws AssertionError when a line is lost, one is there twice, or a total is wrong
 */
export async function* cutImport({ dataDir, lines, rounds }: Options): AsyncGenerator<Round> {
  const events = behaviors(lines);
  await writeFile(join(dataDir, 'events.csv'), [columns.join(), ...events.map(lineOf), ''].join('\n'));
  await writeFile(join(dataDir, 'mapping.json'), JSON.stringify(mapping));
  for (let round = 0; round < rounds; round += 1) {
    const seen = Math.floor((lines * (round + 0.5)) / (rounds + 1));
    await importUntilCut(dataDir, seen);
    const stored = await countEvents(dataDir);
    const lost = Math.max(0, seen - stored);
    strictEqual(lost, 0, `${seen} events were seen, ${stored} are there`);
    yield { what: `import, cut ${round + 1}`, sent: lines, acknowledged: seen, stored, lost };
  }
  for (const what of ['import, to the end', 'import, all again']) {
    await importAll(dataDir);
    await inStore(dataDir, (stores) => requireExact(stores, expectedOf(events)));
    yield { what, sent: lines, acknowledged: lines, stored: lines, lost: 0 };
  }
}
