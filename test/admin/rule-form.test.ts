import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Action } from '#schemas/action.ts';
import { setIn } from '../../admin/src/document/set-in.ts';
import { changeBetween } from '../../admin/src/editor/change-between.ts';
import { blankOf, type JsonSchema } from '../../admin/src/fields/json-schema.ts';
import { actionChoices, actionSchemas, withType } from '../../admin/src/rules/actions.ts';

test.each<[string, unknown, (string | number)[], unknown, unknown]>([
  ['a property, in its place', { a: 1, b: 2 }, ['a'], 3, { a: 3, b: 2 }],
  ['a property within', { a: { b: 1, c: 2 } }, ['a', 'b'], 3, { a: { b: 3, c: 2 } }],
  ['a member of a list', { a: [1, 2] }, ['a', 1], 3, { a: [1, 3] }],
  ['a property that was not there', {}, ['a', 'b'], 1, { a: { b: 1 } }],
  ['nothing: the property goes', { a: 1, b: 2 }, ['a'], undefined, { b: 2 }],
])('sets %s', (_, target, path, value, expected) => {
  expect(JSON.stringify(setIn(target, path, value))).toBe(JSON.stringify(expected));
});

test('the smallest change makes one text of the other', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (start, before, after, end) => {
      const [old, wanted] = [start + before + end, start + after + end];
      const { from, to, insert } = changeBetween(old, wanted);
      expect(old.slice(0, from) + insert + old.slice(to)).toBe(wanted);
      expect(insert.length).toBeLessThanOrEqual(after.length);
    }),
  );
});

test('every type of action can be chosen', () => {
  expect(actionChoices.map(({ value }) => value)).toEqual([...actionSchemas.keys()]);
  expect(actionSchemas.size).toBe(Action.options.length);
});

const pin = { placement: 'hero_banner', variant: 'vip', type: 'pin' };

test.each<[string, unknown]>([
  ['boost', { type: 'boost', placement: 'hero_banner', variant: 'vip', by: 0.5 }],
  ['set', { type: 'set', placement: 'hero_banner', parameters: {} }],
  ['recommend', { type: 'recommend', placement: 'hero_banner', recommend: {} }],
  ['exclude_products', { type: 'exclude_products' }],
])('a pin becomes a %s that is valid', (type, expected) => {
  const action = withType(pin, type);
  expect(action).toEqual(expected);
  expect(Action.safeParse(action).success).toBe(true);
});

test.each<[string, JsonSchema, unknown]>([
  ['text', { type: 'string' }, ''],
  ['one of several', { type: 'string', enum: ['a', 'b'] }, 'a'],
  ['a number above', { type: 'integer', minimum: 1 }, 1],
  ['a list of texts', { type: 'array', items: { type: 'string' } }, []],
  [
    'an object with what it must have',
    { type: 'object', required: ['a'], properties: { a: { type: 'string' }, b: { type: 'number' } } },
    { a: '' },
  ],
])('%s begins as %j', (_, schema, blank) => {
  expect(blankOf(schema)).toEqual(blank);
});
