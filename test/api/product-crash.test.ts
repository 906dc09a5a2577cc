import { expect, test } from 'vitest';
import { cutProduct } from '#test/faults/product.ts';

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
