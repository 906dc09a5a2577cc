import { describe, expect, test } from 'vitest';
import { jsonComplaint, jsonFault } from '../../admin/src/document/json-fault.ts';

describe('a text that is not JSON says where and what is missing', () => {
  test.each([
    ['', 1, 'a value is expected'],
    ['{\n  "a": tru\n}', 2, 'a value is expected'],
    ['{\n  "a": 1\n  "b": 2\n}', 3, '“,” or “}” is expected'],
    ['[1 2]', 1, '“,” or “]” is expected'],
    ['{"a" 1}', 1, '“:” after the name is expected'],
    ["{\n'a': 1}", 2, 'a name in double quotes is expected'],
    ['{"a": 1,\n}', 2, 'a name in double quotes is expected'],
    ['[1,\n\n]', 3, 'a value is expected'],
    ['["a\nb"]', 1, 'a value is expected'],
    ['[01]', 1, '“,” or “]” is expected'],
    ['{} {}', 1, 'the end is expected'],
    ['{"a": [1, {"b": null}', 1, '“,” or “]” is expected'],
  ])('%j: line %i, %s', (text, line, message) => {
    expect(() => JSON.parse(text)).toThrow();
    expect(jsonFault(text)).toEqual({ line, message });
  });
});

test.each(['null', ' {"a": [1, -2.5e3, "\\u00e9\\n", true]} \n', '[]', '{}', '"😀"'])(
  '%j has no fault, as the browser finds',
  (text) => {
    expect(() => JSON.parse(text)).not.toThrow();
    expect(jsonFault(text)).toBeUndefined();
  },
);

test('the complaint is a sentence', () => {
  expect(jsonComplaint('[1 2]')).toBe('Not JSON, line 1: “,” or “]” is expected.');
});
