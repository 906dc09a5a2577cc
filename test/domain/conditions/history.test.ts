import { describe, expect, test } from 'vitest';
import type { Condition, TopCondition } from '#schemas/condition.ts';
import { factDefinitions } from '#schemas/facts.ts';
import { analyzeRules } from '#server/domain/conditions/analyze.ts';
import { conditionText } from '#server/domain/conditions/condition-text.ts';
import { explainConditions } from '#server/domain/conditions/explain.ts';
import { historyQueryOf } from '#server/domain/conditions/history-query.ts';
import { countWithin, windowName, windowOf } from '#server/domain/conditions/history-tally.ts';
import { impossibilities } from '#server/domain/conditions/impossible.ts';
import { findComparison } from '#server/domain/conditions/operators.ts';
import { validateConditions } from '#server/domain/conditions/validate.ts';

const now = '2026-03-10T12:30:00.000Z';
const viewed = { event: 'product_viewed' };
const shoes = { path: '$.category', operator: 'equal', value: 'shoes' };
const { key } = historyQueryOf('performed', viewed)!;

const leaf = (operator: string, value: unknown): Condition => ({
  fact: 'profile',
  path: '$.history',
  operator,
  value,
});

describe('windows', () => {
  test.each<[duration: string, unit: string, name: string]>([
    ['24h', 'hours', '24h'],
    ['48h', 'hours', '48h'],
    ['49h', 'days', '49h'],
    ['72h', 'days', '3d'],
    ['1d', 'days', '1d'],
    ['2w', 'days', '14d'],
  ])('%s is counted in %s, as %s', (duration, unit, name) => {
    const window = windowOf(duration)!;
    expect(window.unit).toBe(unit);
    expect(windowName(window)).toBe(name);
  });

  const days = { '2026-03-08': 1, '2026-03-09': 2, '2026-03-10': 4, '2026-03-11': 8 };
  const hours = { '2026-03-09T11': 1, '2026-03-09T12': 2, '2026-03-10T12': 4, '2026-03-10T13': 8 };
  test.each<[duration: string, count: number | null, why: string]>([
    ['1d', 6, 'all of yesterday, from midnight, and today; not tomorrow'],
    ['2d', 7, 'one day more'],
    ['25h', 7, 'from the beginning of the hour 25 hours ago'],
    ['24h', 6, 'from the beginning of the hour 24 hours ago to the end of this one'],
    ['1h', 4, 'the last hour and this one'],
    ['4d', null, 'longer ago than is kept'],
  ])('the last %s hold %s: %s', (duration, count) => {
    const tally = { total: 15, keeps: { days: 3, hours: 48 }, days, hours };
    expect(countWithin(tally, windowOf(duration), now)).toBe(count);
  });

  test.each<[string, unknown, string | null, number | null]>([
    ['ever is the total', { total: 3 }, null, 3],
    ['a count that was kept for the window stands for days', { total: 3, within: { '7d': 2 } }, '1w', 2],
    ['another window was not counted', { total: 3, within: { '7d': 2 } }, '8d', null],
    ['what is no counter counts nothing', 'x', null, null],
  ])('%s', (_, tally, duration, count) => {
    expect(countWithin(tally, duration === null ? null : windowOf(duration), now)).toBe(count);
  });

  test('without a time only the total is known', () => {
    expect(countWithin({ total: 3, days }, windowOf('7d'), undefined)).toBeNull();
  });
});

describe('keys of counters', () => {
  const keyOf = (value: object): string => historyQueryOf('performed', value)!.key;
  test.each<[string, object, object, boolean]>([
    ['windows and numbers', viewed, { ...viewed, within: '7d', atLeast: 3 }, true],
    [
      'the order of comparisons',
      { ...viewed, where: [shoes, { ...shoes, path: '$.x' }] },
      { ...viewed, where: [{ ...shoes, path: '$.x' }, shoes] },
      true,
    ],
    ['the event', viewed, { event: 'searched' }, false],
    ['a comparison', viewed, { ...viewed, where: [shoes] }, false],
  ])('%s: equal or not', (_, one, other, equal) => {
    expect(keyOf(one) === keyOf(other)).toBe(equal);
  });
});

describe('performed', () => {
  const performed = findComparison('performed')!;
  const counted = (total: number) => ({ [key]: { total } });
  test.each<[bounds: object, holdsFor: number[]]>([
    [{}, [1, 2, 3, 4]],
    [{ atLeast: 3 }, [3, 4]],
    [{ atMost: 1 }, [0, 1]],
    [{ atLeast: 1, atMost: 2 }, [1, 2]],
    [{ exactly: 2 }, [2]],
    [{ exactly: 0 }, [0]],
  ])('%j holds for %j', (bounds, holdsFor) => {
    const value = { ...viewed, ...bounds };
    expect([0, 1, 2, 3, 4].filter((total) => performed(counted(total), value, now))).toEqual(holdsFor);
  });

  test('what was not counted is neither enough nor none', () => {
    expect(performed({}, viewed, now)).toBe(false);
    expect(performed({}, { ...viewed, atMost: 0 }, now)).toBe(false);
    expect(performed(undefined, { ...viewed, atMost: 0 }, now)).toBe(false);
  });
});

describe('faults have the path of what is wrong', () => {
  const steps = [viewed, { event: 'order_completed' }];
  test.each<[operator: string, value: unknown, path: string, message: string]>([
    ['performed', 3, 'value', 'this must be an object, and is a number'],
    ['performed', {}, 'value.event', 'this is required'],
    ['performed', { ...viewed, often: 1 }, 'value.often', 'this field is not known'],
    [
      'performed',
      { ...viewed, atLeast: 0 },
      'value.atLeast',
      'atMost: 0 asks for never; atLeast begins at 1',
    ],
    ['performed', { ...viewed, atLeast: 3, atMost: 2 }, 'value.atMost', 'less than atLeast, which is 3'],
    [
      'performed',
      { ...viewed, exactly: 1, atLeast: 1 },
      'value.exactly',
      'stands without atLeast and atMost',
    ],
    ['performed', { ...viewed, within: '7x' }, 'value.within', 'a duration such as 90m, 36h, 7d or 2w'],
    [
      'performed',
      { ...viewed, within: '30m' },
      'value.within',
      'counts are kept by the hour: hours, days or weeks',
    ],
    [
      'performed',
      { ...viewed, within: '367d' },
      'value.within',
      '366 days is the longest time that is looked back',
    ],
    [
      'performed',
      { ...viewed, where: [{ ...shoes, operator: 'withinLast' }] },
      'value.where.0.operator',
      'there is no operator "withinLast" for events',
    ],
    [
      'performed',
      { ...viewed, where: [shoes, { path: '$.name', operator: 'matches', value: '(?=a)' }] },
      'value.where.1.value',
      'the value must be a regular expression: RE2 has no look-around and no back-references, see "(?=" at character 1',
    ],
    [
      'performed',
      { ...viewed, where: [{ ...shoes, path: '$..category' }] },
      'value.where.0.path',
      '"$..category" is not a plain path such as $.category',
    ],
    ['someFact:performed', viewed, 'operator', '"performed" takes no decorator but "not"'],
    ['sequence', { steps: [viewed], within: '1h' }, 'value.steps', 'this must have at least 2 items'],
    [
      'sequence',
      { steps, within: '53w' },
      'value.within',
      '366 days is the longest time that is looked back',
    ],
    [
      'sequence',
      { steps, within: '1h', last: '5m' },
      'value.last',
      'counts are kept by the hour: hours, days or weeks',
    ],
  ])('%s %j', (operator, value, path, message) => {
    const faults = validateConditions({ all: [leaf(operator, value)] }, factDefinitions);
    expect(faults.map((fault) => [fault.path.slice(2).join('.'), fault.message])).toContainEqual([
      path,
      message,
    ]);
  });

  test.each<[string, Condition]>([
    ['another fact', { ...leaf('performed', viewed), path: '$.counters.orders' } as Condition],
    ['another operator', leaf('equal', 'x')],
    ['the value of another fact', leaf('performed', { fact: 'profile', path: '$.traits.asked' })],
  ])('%s does not fit', (_, condition) => {
    expect(validateConditions({ all: [condition] }, factDefinitions)).not.toEqual([]);
  });

  test.each<[string, unknown]>([
    ['performed', { ...viewed, atLeast: 3, within: '7d', where: [shoes] }],
    ['not:performed', { event: 'an_event.of-ours', exactly: 2 }],
    [
      'sequence',
      { steps: [viewed, { event: 'order_completed', where: [shoes] }], within: '90m', last: '30d' },
    ],
  ])('%s %j is fine', (operator, value) => {
    expect(validateConditions({ all: [leaf(operator, value)] }, factDefinitions)).toEqual([]);
  });
});

describe('explaining', () => {
  const tally = { total: 9, keeps: { days: 7, hours: 0 }, days: { '2026-03-09': 3 }, hours: {} };
  test.each<[operator: string, value: object, count: number | null, found: string]>([
    [
      'performed',
      { ...viewed, atLeast: 5, within: '7d' },
      3,
      '3 times in the last 7 days, wanted at least 5 times',
    ],
    ['performed', { ...viewed, exactly: 1 }, 9, '9 times, wanted exactly once'],
    [
      'performed',
      { ...viewed, within: '8d' },
      null,
      `not counted yet (as ${key}), wanted at least once in the last 8 days`,
    ],
  ])('%s %j', (operator, value, count, found) => {
    const facts = { profile: { history: { [key]: tally } }, time: { now } };
    const { children } = explainConditions({ all: [leaf(operator, value)] }, facts) as {
      children: readonly object[];
    };
    expect(children[0]).toMatchObject({ actual: count, found });
  });

  test.each<[string, Condition]>([
    [
      'has performed product_viewed (category is “shoes”) at least 3 times in the last 7 days',
      leaf('performed', { ...viewed, where: [shoes], atLeast: 3, within: '1w' }),
    ],
    ['has not performed product_viewed at least once', leaf('not:performed', viewed)],
    [
      'has not performed product_viewed in the last 24 hours',
      leaf('performed', { ...viewed, exactly: 0, within: '24h' }),
    ],
    [
      'has done product_viewed then order_completed within 90 minutes at least once in the last 30 days',
      leaf('sequence', { steps: [viewed, { event: 'order_completed' }], within: '90m', last: '30d' }),
    ],
  ])('reads as “%s”', (text, condition) => {
    expect(conditionText(condition)).toBe(text);
  });
});

describe('analysis', () => {
  const rule = (name: string, ...all: Condition[]) => ({ key: name, conditions: { all } as TopCondition });
  test.each<[string, Condition[], boolean]>([
    [
      'five in a week, two in a month',
      [
        leaf('performed', { ...viewed, atLeast: 5, within: '7d' }),
        leaf('performed', { ...viewed, atMost: 2, within: '30d' }),
      ],
      true,
    ],
    [
      'five in a day, two in three days',
      [
        leaf('performed', { ...viewed, atLeast: 5, within: '24h' }),
        leaf('performed', { ...viewed, atMost: 2, within: '3d' }),
      ],
      true,
    ],
    [
      'two ever, five in a week',
      [
        leaf('performed', { ...viewed, atMost: 2 }),
        leaf('performed', { ...viewed, atLeast: 5, within: '7d' }),
      ],
      true,
    ],
    ['it and its opposite', [leaf('performed', viewed), leaf('not:performed', viewed)], true],
    [
      'five in a month, two in a week',
      [
        leaf('performed', { ...viewed, atLeast: 5, within: '30d' }),
        leaf('performed', { ...viewed, atMost: 2, within: '7d' }),
      ],
      false,
    ],
    [
      'of another event',
      [leaf('performed', { ...viewed, atLeast: 5 }), leaf('performed', { event: 'searched', atMost: 0 })],
      false,
    ],
    [
      'not five and not none: it may not be counted',
      [leaf('not:performed', { ...viewed, atLeast: 1 }), leaf('not:performed', { ...viewed, atMost: 0 })],
      false,
    ],
    [
      'days of the past hour reach further than its day',
      [
        leaf('performed', { ...viewed, atLeast: 5, within: '1d' }),
        leaf('performed', { ...viewed, atMost: 2, within: '30h' }),
      ],
      false,
    ],
  ])('%s: can never hold is %s', (_, all, never) => {
    expect(impossibilities({ all }).length > 0).toBe(never);
  });

  test('rules about different counters are no conflict, and none hides another', () => {
    const findings = analyzeRules(
      [rule('a', leaf('performed', viewed)), rule('b', leaf('performed', { ...viewed, atLeast: 2 }))],
      { dictionary: factDefinitions },
    );
    expect(findings).toEqual([]);
  });
});
