import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { renderTable } from '#server/cli/table.ts';
import { cutImport } from './product-import.ts';
import { cutTracking, type Round } from './product-track.ts';

type Size = { rounds: number; calls: number; lines: number };

/** The whole product under power cuts, each part on a data directory of its own. */
export async function* cutProduct({ rounds, calls, lines }: Size): AsyncGenerator<Round> {
  const parts = [
    (dataDir: string) => cutTracking({ dataDir, calls, rounds }),
    (dataDir: string) => cutImport({ dataDir, lines, rounds }),
  ];
  for (const part of parts) {
    const dataDir = await mkdtemp(join(tmpdir(), 'attune-faults-'));
    try {
      yield* part(dataDir);
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  }
}

/** `npm run faults product [--rounds n]`: kills server and store in the middle of 1,000 calls and of an import. */
export const run = async (args: string[]): Promise<void> => {
  const { values } = parseArgs({ args, options: { rounds: { type: 'string', default: '5' } } });
  const rows: (string | number)[][] = [];
  for await (const { what, sent, acknowledged, stored, lost } of cutProduct({
    ...{ rounds: Number(values.rounds), calls: 1000, lines: 50_000 },
  })) {
    console.error(what);
    rows.push([what, sent, acknowledged, stored, lost]);
  }
  console.log(renderTable(['round', 'sent', 'acknowledged', 'stored', 'lost'], rows));
  console.log('Nothing acknowledged was lost, nothing is there twice, every total is exact.');
};
