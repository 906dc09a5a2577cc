import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { folderForStores, withStore } from './own-store.ts';

const PROCESSES = 3;
const TRANSFERS = 60;
const program = fileURLToPath(new URL('./transfers.ts', import.meta.url));

async function runTransfers(uri: string, name: number): Promise<string> {
  const args = ['--import', 'tsx', program, uri, String(name), String(TRANSFERS)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const [code] = await once(child, 'exit');
  return code === 0 ? 'done' : errors;
}

test('three processes whose transactions contend for the same documents keep every sum', async () => {
  await withStore(
    folderForStores('processes'),
    async (client, _pid, uri) => {
      const accounts = client.db().collection<{ _id: number; amount: number; moves: number }>('accounts');
      await accounts.insertMany([-1, 0, 1, 2, 3].map((_id) => ({ _id, amount: 1000, moves: 0 })));
      const ends = await Promise.all(Array.from({ length: PROCESSES }, (_, name) => runTransfers(uri, name)));
      expect(ends).toEqual(['done', 'done', 'done']);

      const rows = await accounts.find({ _id: { $gte: 0 } }).toArray();
      const sum = (field: 'amount' | 'moves') => rows.reduce((total, row) => total + row[field], 0);
      expect(sum('amount')).toBe(4000);
      expect(sum('moves')).toBe(2 * PROCESSES * TRANSFERS);
      expect(await accounts.findOne({ _id: -1 })).toMatchObject({ moves: PROCESSES * TRANSFERS });
      const journal = client.db().collection<{ _id: string; amount: number }>('journal');
      const names = Array.from(
        { length: PROCESSES * TRANSFERS },
        (_, n) => `${n % PROCESSES}-${Math.floor(n / PROCESSES)}`,
      );
      expect((await journal.distinct('_id')).toSorted()).toEqual(names.sort());
    },
    { sync: false },
  );
}, 120_000);
