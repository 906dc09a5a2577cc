import { describe, expect, test } from 'vitest';
import { historyQueryOf } from '#server/domain/conditions/history-query.ts';
import { compileRelease } from '#server/domain/releases/compile.ts';
import { counterFaults, declaredHistory } from '#server/domain/releases/declared.ts';
import type { SourceDocument } from '#server/domain/releases/types.ts';
import { validateDocuments } from '#server/domain/releases/validate.ts';
import { condition, experiment, journey, rule, segment, shop, shopWith } from './shop.ts';

const performed = (value: object) => ({ fact: 'profile', path: '$.history', operator: 'performed', value });
const asking = (value: object) => ({ conditions: { all: [performed(value)] } });
const guarded = (value: object) => ({
  initial: 'new',
  states: {
    new: {
      on: {
        searched: {
          target: 'done',
          guard: { type: 'conditions', params: { conditions: { any: [performed(value)] } } },
        },
      },
    },
    done: { type: 'final' },
  },
});
const keyOf = (value: object): string => historyQueryOf('performed', value)!.key;

/** One document of a kind for each event, its number in its name. */
const segments = (count: number): SourceDocument[] =>
  Array.from({ length: count }, (_, i) => segment(`s${i}`, asking({ event: `event_${i}` })));

describe('what a release declares', () => {
  test.each<[string, SourceDocument]>([
    ['rule', rule('vip-hero', asking({ event: 'searched' }))],
    ['rule that is off', rule('vip-hero', { ...asking({ event: 'searched' }), enabled: false })],
    ['segment', segment('vips', asking({ event: 'searched' }))],
    ['named condition', condition('is-vip', asking({ event: 'searched' }))],
    ['audience', experiment('hero-test', { audience: asking({ event: 'searched' }).conditions })],
    [
      'entry of a journey',
      journey('welcome', { entry: { events: ['a'], ...asking({ event: 'searched' }) } }),
    ],
    ['guard of a journey', journey('welcome', { machine: guarded({ event: 'searched' }) })],
  ])('comes from the conditions of a %s', (_, document) => {
    const { history } = compileRelease({
      environment: 'production',
      number: 1,
      documents: shopWith(document),
    });
    const { key } = document.body as { key: string };
    expect(history.uses.map(({ key: counter, usedBy }) => [counter, usedBy])).toEqual([
      [keyOf({ event: 'searched' }), [`${document.kind}/${key}`]],
    ]);
  });

  test('one counter answers all windows, back to where the longest needs it', () => {
    const documents = [
      segment('a', asking({ event: 'searched', within: '7d', atLeast: 3 })),
      segment('b', asking({ event: 'searched', within: '24h' })),
      segment('c', asking({ event: 'searched', within: '50h', atMost: 2 })),
      segment('d', asking({ event: 'searched', within: '1w' })),
    ];
    const { counters, uses } = declaredHistory(documents);
    expect(counters).toHaveLength(1);
    expect(uses).toMatchObject([
      { keeps: { days: 7, hours: 24 }, usedBy: ['segment/a', 'segment/b', 'segment/c', 'segment/d'] },
    ]);
    expect(uses[0]!.windows).toHaveLength(3);
  });

  test('nothing, where no condition asks', () => {
    expect(declaredHistory(shop()).counters).toEqual([]);
  });

  test('has a name that only what is counted changes', () => {
    const [a, b] = [asking({ event: 'a', within: '7d' }), asking({ event: 'b' })];
    const { id } = declaredHistory([segment('a', a), segment('b', b)]);
    expect(declaredHistory([segment('x', b), segment('y', a)]).id).toBe(id);
    expect(
      declaredHistory([segment('a', asking({ event: 'a', within: '8d' })), segment('b', b)]).id,
    ).not.toBe(id);
  });
});

describe('at most 64 counters', () => {
  test('are declared', () => {
    expect(counterFaults(segments(64))).toEqual([]);
    expect(validateDocuments(shopWith(...segments(64)))).toEqual([]);
  });

  test('each one beyond is named with its place', () => {
    const faults = validateDocuments(shopWith(...segments(66)));
    expect(faults).toEqual([
      {
        document: 'segment/s64',
        path: ['conditions', 'all', 0, 'value'],
        message: '"event_64" is counter 65; a release may declare 64',
      },
      {
        document: 'segment/s65',
        path: ['conditions', 'all', 0, 'value'],
        message: '"event_65" is counter 66; a release may declare 64',
      },
    ]);
  });
});

test('what is wrong with a value is told with its path', () => {
  const faults = validateDocuments(shopWith(segment('vips', asking({ event: 'searched', within: '2y' }))));
  expect(faults).toEqual([
    {
      document: 'segment/vips',
      path: ['conditions', 'all', 0, 'value', 'within'],
      message: 'a duration such as 90m, 36h, 7d or 2w',
    },
  ]);
});
