import { json } from '@codemirror/lang-json';
import { expect, test } from 'vitest';
import { toFaults } from '../../admin/src/document/faults.ts';
import { locate } from '../../admin/src/editor/locate.ts';

const text = `{
  "name": "VIP",
  "conditions": { "all": [{ "fact": "profil" }, { "fact": "cart" }] },
  "a/b": 1
}`;
const tree = json().language.parser.parse(text);
const marked = (path: string[]): string => {
  const { from, to } = locate(tree, path, (start, end) => text.slice(start, end));
  return text.slice(from, to);
};

test.each<[string[], string]>([
  [['name'], '"name": "VIP"'],
  [['conditions', 'all', '0', 'fact'], '"fact": "profil"'],
  [['conditions', 'all', '1'], '{'],
  [['conditions'], '"conditions"'],
  [['a/b'], '"a/b": 1'],
  // a missing property is marked on what lacks it
  [['conditions', 'all', '1', 'operator'], '{'],
  [[], '{'],
])('the fault at %j is marked at %s', (path, place) => {
  expect(marked(path)).toBe(place);
});

test('the faults of text that is not JSON are at its beginning', () => {
  expect(locate(json().language.parser.parse(''), ['name'], () => '')).toEqual({ from: 0, to: 0 });
});

test('pointers into the request become paths into the document', () => {
  expect(
    toFaults([
      { path: '/body/a~1b/0', message: 'no' },
      { path: ['x', 1], message: 'no' },
    ]),
  ).toEqual([
    { path: ['a/b', '0'], message: 'no' },
    { path: ['x', '1'], message: 'no' },
  ]);
});
