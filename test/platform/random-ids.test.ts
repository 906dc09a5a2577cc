import { expect, test } from 'vitest';
import { randomIds } from '#server/platform/random-ids.ts';

test('an id is 96 bits as text, and none comes twice however many are drawn', () => {
  const createId = randomIds();
  const ids = Array.from({ length: 1000 }, createId);
  expect(new Set(ids).size).toBe(1000);
  for (const id of ids) expect(id).toMatch(/^[\w-]{16}$/);
});
