import { expect, test } from 'vitest';
import type { DocumentChange } from '#server/domain/releases/diff.ts';
import { largeRemoval } from '#server/domain/releases/removal.ts';

const removing = (...documents: string[]): DocumentChange[] =>
  documents.map((document) => ({ document, change: 'removed', paths: [] }));

const inForce = ['settings/settings', 'placement/hero', 'placement/footer', 'rule/a', 'rule/b', 'rule/c'];

test.each([
  ['a half of the documents', ['rule/a', 'rule/b', 'rule/c']],
  ['one placement of two', ['placement/hero']],
  ['nothing', []],
])('%s is little', (_, documents) => {
  expect(largeRemoval(inForce, removing(...documents))).toEqual([]);
});

test.each([
  ['more than half of the documents', ['placement/hero', 'rule/a', 'rule/b', 'rule/c']],
  ['all placements', ['placement/hero', 'placement/footer']],
  ['the settings', ['settings/settings']],
])('%s is much, and is named', (_, documents) => {
  expect(largeRemoval(inForce, removing(...documents))).toEqual(documents);
});

test('documents that are added or changed are no removal', () => {
  const changes: DocumentChange[] = [
    { document: 'settings/settings', change: 'changed', paths: [] },
    { document: 'rule/d', change: 'added', paths: [] },
  ];
  expect(largeRemoval(inForce, changes)).toEqual([]);
});
