import { strictEqual } from 'node:assert';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Stores } from '#server/stores.ts';
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

/** Imports until it is time, then cuts the power. How many events were stored by then and how many are there after. */
const importUntilCut = async (
  dataDir: string,
  isTime: (stores: Stores) => Promise<boolean>,
): Promise<{ seen: number; stored: number }> => {
  const child = startImport(dataDir);
  const output = listenTo(child);
  const seen = await inStore(dataDir, async (stores) => {
    while (!(await isTime(stores))) {
      if (child.exitCode !== null) throw new Error(`the import ended before it was cut:\n${output()}`);
      await sleep(10);
    }
    const count = await stores.events.count();
    await powerCut(child, dataDir);
    return count;
  });
  return { seen, stored: await inStore(dataDir, ({ events }) => events.count()) };
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
  const cuts = Array.from({ length: rounds }, (_, round) => ({
    what: `import, cut ${round + 1}`,
    isTime: async (stores: Stores) => (await stores.events.count()) >= (lines * (round + 0.5)) / (rounds + 1),
  }));
  const whileFolding = {
    what: 'import, cut while folding',
    isTime: async (stores: Stores) =>
      (await stores.profiles.count()) > 0 && (await stores.events.count()) === lines,
  };
  for (const { what, isTime } of [...cuts, whileFolding]) {
    const { seen, stored } = await importUntilCut(dataDir, isTime);
    const lost = Math.max(0, seen - stored);
    strictEqual(lost, 0, `${seen} events were seen, ${stored} are there`);
    yield { what, sent: lines, acknowledged: seen, stored, lost };
  }
  for (const what of ['import, to the end', 'import, all again']) {
    await importAll(dataDir);
    await inStore(dataDir, (stores) => requireExact(stores, expectedOf(events)));
    yield { what, sent: lines, acknowledged: lines, stored: lines, lost: 0 };
  }
}
