import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exactly } from '#server/domain/exact-json.ts';

test.each<[string, string, unknown]>([
  ['an id of Shopify is read to its last digit', '{"id":820982911946154508}', { id: '820982911946154508' }],
  ['so is a negative one', '[-820982911946154508]', ['-820982911946154508']],
  ['the largest whole number of a double stays one', '[9007199254740991]', [9007199254740991]],
  ['the next one does not', '[9007199254740992]', ['9007199254740992']],
  ['a fraction stays a number', '[1234567890.12345678901]', [1234567890.1234567]],
  ['so does one with an exponent', '[1234567890123456789e2]', [1.2345678901234568e20]],
  ['digits in a text stay there', '{"a":"id: 820982911946154508"}', { a: 'id: 820982911946154508' }],
  ['also behind a quote', '{"a":"\\"820982911946154508,\\\\","b":1}', { a: '"820982911946154508,\\', b: 1 }],
  ['and behind an escape', '{"a":"\\u0031820982911946154508"}', { a: '1820982911946154508' }],
])('%s', (_fact, json, value) => {
  expect(JSON.parse(exactly(json))).toEqual(value);
});

test('JSON without long numbers says the same', () => {
  fc.assert(
    fc.property(fc.json(), (json) => {
      fc.pre(!/\d{16}/.test(json));
      expect(JSON.parse(exactly(json))).toEqual(JSON.parse(json));
    }),
  );
});
