import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import '#schemas/fault-words.ts';

const wordsOf = (schema: z.ZodType, value: unknown): string | undefined =>
  schema.safeParse(value).error?.issues[0]?.message;

test.each<[z.ZodType, unknown, string]>([
  [z.string(), undefined, 'this is required'],
  [z.string(), 5, 'this must be a text, and is a number'],
  [z.string(), null, 'this must be a text, and is null'],
  [z.number(), '5', 'this must be a number, and is a text'],
  [z.int(), 1.5, 'this must be a whole number'],
  [z.boolean(), [], 'this must be true or false, and is a list'],
  [z.record(z.string(), z.string()), [], 'this must be an object, and is a list'],
  [z.string().min(1), '', 'this must not be empty'],
  [z.string().min(2), 'a', 'this must have at least 2 characters'],
  [z.string().max(1), 'ab', 'this must have at most 1 character'],
  [z.string().length(3), 'ab', 'this must have exactly 3 characters'],
  [z.array(z.string()).min(2), [], 'this must have at least 2 items'],
  [z.number().min(0), -1, 'this must be at least 0'],
  [z.number().positive(), 0, 'this must be more than 0'],
  [z.number().lt(1), 1, 'this must be less than 1'],
  [z.number().multipleOf(5), 4, 'this must be a multiple of 5'],
  [z.enum(['ASC', 'DESC']), 'UP', 'this must be one of "ASC", "DESC"'],
  [z.literal('a'), 'b', 'this must be "a"'],
  [z.enum(['a']), undefined, 'this is required'],
  [z.email(), 'x', 'this must be an e-mail address'],
  [z.iso.datetime(), 'x', 'this must be a time such as 2026-03-01T12:00:00Z'],
  [z.string().regex(/^a$/), 'b', 'this does not have the form that is asked for: /^a$/'],
  [z.union([z.string(), z.number()]), true, 'this has none of the forms that are allowed'],
  [z.strictObject({}), { a: 1 }, 'not known: a'],
])('%#: %j is told of in our words', (schema, value, words) => {
  expect(wordsOf(schema, value)).toBe(words);
});

describe('a schema that has words of its own', () => {
  test('is quoted', () => {
    expect(wordsOf(z.string().min(1, 'give it a name'), '')).toBe('give it a name');
  });
});
