import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cutProduct } from '#test/faults/product.ts';
import { startProduct } from '#test/support/product.ts';

test('a power cut amid 300 calls, amid an import and amid its folding lose nothing and double nothing', async () => {
  const rounds = [];
  // each round compares the store with what was sent, and throws where they differ
  for await (const round of cutProduct({ rounds: 1, calls: 300, lines: 6000 })) rounds.push(round);
  expect(rounds.map(({ what }) => what)).toEqual([
    'track-behavior, cut 1',
    'track-behavior, all again',
    'import, cut 1',
    'import, cut while folding',
    'import, to the end',
    'import, all again',
  ]);
}, 60_000);

test('the start after a power cut says on standard error that it reads the store, and how far it is', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'attune-cut-'));
  const cut = await startProduct({ demo: 'off', dataDir });
  await cut.kill();
  const again = await startProduct({ demo: 'off', dataDir });
  expect(again.output()).toContain('Store: the store was not closed in order');
  expect(again.output()).toMatch(/Store: the store is whole: \d+ documents, \d+ index entries, read in /);
  await again.stop();
  await rm(dataDir, { recursive: true });
}, 60_000);
