import { expect, test } from 'vitest';
import { canonicalJson } from '#server/domain/releases/canonical.ts';

test.each([
  [{ b: 1, a: { d: [{ z: 1, y: 2 }], c: null } }, '{"a":{"c":null,"d":[{"y":2,"z":1}]},"b":1}'],
  [[3, 1, 2], '[3,1,2]'],
  [undefined, 'null'],
])('the canonical text of %j', (value, text) => {
  expect(canonicalJson(value)).toBe(text);
});
