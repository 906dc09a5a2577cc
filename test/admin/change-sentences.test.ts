import { describe, expect, test } from 'vitest';
import { audienceOf, changeSentences } from '../../admin/src/document/change-sentences.ts';

const orders = (value: number) => ({
  fact: 'profile',
  path: '$.counters.orders',
  operator: 'greaterThanInclusive',
  value,
});
const mobile = { fact: 'context', path: '$.device', operator: 'equal', value: 'mobile' };
const pin = (variant: string) => ({ type: 'pin', placement: 'hero_banner', variant });
const doing = (...actions: object[]) => ({ event: { type: 'personalize', params: { actions } } });

describe('what changed is said in sentences', () => {
  test.each<[string, unknown, unknown, string[]]>([
    ['nothing', { a: 1 }, { a: 1 }, []],
    ['a number', { priority: 5 }, { priority: 10 }, ['priority from 5 to 10']],
    ['a text', { name: 'a' }, { name: 'b' }, ['name from “a” to “b”']],
    ['a switch', { enabled: true }, { enabled: false }, ['enabled from yes to no']],
    ['what was not there', {}, { pages: ['cart'] }, ['pages added: ["cart"]']],
    ['what is gone', { description: 'x' }, {}, ['description removed: “x”']],
    [
      'members of a list',
      { pages: ['cart', 'home'] },
      { pages: ['home', 'search'] },
      ['pages removed: “cart”', 'pages added: “search”'],
    ],
    ['the order of a list', { pages: ['a', 'b'] }, { pages: ['b', 'a'] }, ['pages: another order']],
    [
      'what is nested',
      { schedule: { from: '1' } },
      { schedule: { from: '2' } },
      ['schedule › from from “1” to “2”'],
    ],
    [
      'members with keys',
      {
        variations: [
          { key: 'a', weight: 1 },
          { key: 'b', weight: 1 },
        ],
      },
      { variations: [{ key: 'a', weight: 2 }] },
      ['variations “a” › weight from 1 to 2', 'variations “b” removed: {"key":"b","weight":1}'],
    ],
    [
      'a condition that came',
      { conditions: { all: [orders(5)] } },
      { conditions: { all: [orders(5), mobile] } },
      ['condition added: device is “mobile”'],
    ],
    [
      'a condition that is another',
      { conditions: { all: [orders(5)] } },
      { conditions: { all: [orders(7)] } },
      ['condition removed: orders is at least 5', 'condition added: orders is at least 7'],
    ],
    [
      'how conditions are joined',
      { conditions: { all: [orders(5), mobile] } },
      { conditions: { any: [orders(5), mobile] } },
      ['all of the conditions had to hold, now any of them'],
    ],
    [
      'conditions that have nothing in common',
      { conditions: { all: [orders(5)] } },
      { conditions: { not: mobile } },
      ['conditions from “orders is at least 5” to “device is not “mobile””'],
    ],
    [
      'actions',
      doing(pin('a')),
      doing(pin('b')),
      ['action removed: always show “a” in hero banner', 'action added: always show “b” in hero banner'],
    ],
    ['a document that is new', null, { a: 1 }, ['the document is new']],
    ['a document that is gone', { a: 1 }, null, ['the document is gone']],
  ])('%s', (_name, before, after, sentences) => {
    expect(changeSentences(before, after)).toEqual(sentences);
  });
});

test.each<['rule' | 'experiment' | 'variant', unknown, unknown]>([
  ['rule', { conditions: { all: [mobile] } }, { all: [mobile] }],
  ['experiment', {}, { all: [] }],
  ['variant', { content: {} }, undefined],
  ['rule', null, undefined],
])('whom a %s concerns is read from it', (kind, body, conditions) => {
  expect(audienceOf(kind, body)).toEqual(conditions);
});
