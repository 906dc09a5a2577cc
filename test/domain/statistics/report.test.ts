import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { significanceReport } from '#server/domain/statistics/report.ts';
import type { ReportInput, ReportMetric, ReportTotals } from '#server/domain/statistics/types.ts';
import { P_VALUE, relativeError, STATISTIC } from './relative-error.ts';

const conversion: ReportMetric = {
  key: 'conversion',
  name: 'Conversion',
  type: 'proportion',
  direction: 'increase',
  role: 'goal',
};
const refunds: ReportMetric = {
  key: 'refunds',
  name: 'Refunds',
  type: 'proportion',
  direction: 'decrease',
  role: 'guardrail',
};

const count = (variation: string, metric: string, n: number, sum: number): ReportTotals => ({
  variation,
  metric,
  n,
  sum,
  sumOfSquares: sum,
});

const inputOf = (totals: ReportTotals[], metrics: ReportMetric[] = [conversion]): ReportInput => ({
  experiment: 'new-hero',
  variations: [
    { key: 'a', weight: 0.5, isControl: true },
    { key: 'b', weight: 0.5, isControl: false },
  ],
  metrics,
  totals,
  confidenceLevel: 0.95,
});

const converted = (a: number, b: number): ReportTotals[] => [
  count('a', 'conversion', 1000, a),
  count('b', 'conversion', 1000, b),
];
const refunded = (a: number, b: number): ReportTotals[] => [
  count('a', 'refunds', 1000, a),
  count('b', 'refunds', 1000, b),
];

const comparisonIn = (input: ReportInput) => significanceReport(input).metrics[0]!.variations[0]!.comparison;

test('a row has the rates, both effects with intervals, and p', () => {
  const report = significanceReport(inputOf(converted(150, 200)));
  const [metric] = report.metrics;
  expect(metric?.control).toEqual({
    variation: 'a',
    n: 1000,
    sum: 150,
    value: { state: 'known', value: 0.15 },
  });
  const [arm] = metric?.variations ?? [];
  expect(arm).toMatchObject({ variation: 'b', n: 1000, sum: 200, value: { state: 'known', value: 0.2 } });
  if (arm?.comparison.state !== 'compared' || arm.comparison.relative.state !== 'known')
    throw new Error('no row');
  const { absolute, relative, pValue } = arm.comparison;
  // R 4.2: vC <- .15*.85/1000; vT <- .2*.8/1000; se <- sqrt(vC + vT); df <- (vC+vT)^2/(vC^2/999 + vT^2/999)
  //        2*pt(-.05/se, df); .05 + c(-1,1)*qt(.975,df)*se
  //        1/3 + c(-1,1)*qt(.975,df)*sqrt(vT/.15^2 + vC*.2^2/.15^4)
  expect(relativeError(pValue, 0.00322720645444225)).toBeLessThan(P_VALUE);
  const numbers = [...absolute.interval, ...relative.interval];
  const expected = [0.01674679214832693, 0.08325320785167308, 0.07623945805037319, 0.59042720861629339];
  for (const [i, number] of numbers.entries())
    expect(relativeError(number, expected[i]!)).toBeLessThan(STATISTIC);
  expect(relative.value).toBeCloseTo(1 / 3, 12);
});

test.each<[name: string, totals: ReportTotals[], metric: ReportMetric, expected: object]>([
  [
    'more is better where more is wanted',
    converted(150, 200),
    conversion,
    { verdict: 'better', test: 'welch' },
  ],
  ['less is worse where more is wanted', converted(200, 150), conversion, { verdict: 'worse' }],
  ['more is worse where less is wanted', refunded(50, 100), refunds, { verdict: 'worse' }],
  ['less is better where less is wanted', refunded(100, 50), refunds, { verdict: 'better' }],
  ['a small difference is unclear', converted(150, 160), conversion, { verdict: 'unclear' }],
  ['a small cell is tested exactly', converted(3, 20), conversion, { verdict: 'better', test: 'fisher' }],
  ['no baseline, no relative lift', converted(0, 20), conversion, { relative: { state: 'zero-baseline' } }],
  [
    'few conversions, no relative lift',
    converted(9, 20),
    conversion,
    { relative: { state: 'uncertain-baseline' } },
  ],
  ['nobody converted', converted(0, 0), conversion, { state: 'zero-variance' }],
  ['everybody converted', converted(1000, 1000), conversion, { state: 'zero-variance' }],
  ['nobody was counted', [], conversion, { state: 'too-little-data' }],
  [
    'one side has one unit',
    [count('a', 'conversion', 1000, 9), count('b', 'conversion', 1, 1)],
    conversion,
    { state: 'too-little-data' },
  ],
])('%s', (_, totals, metric, expected) => {
  expect(comparisonIn(inputOf(totals, [metric]))).toMatchObject(expected);
});

describe('all against none', () => {
  const all = [count('a', 'conversion', 166, 166), count('b', 'conversion', 164, 0)];
  const none = [count('a', 'conversion', 166, 0), count('b', 'conversion', 164, 164)];
  // Agresti and Caffo in R 4.2: p <- c(167/168, 1/166); v <- p*(1-p)/c(168, 166); s <- sqrt(sum(v))
  //   df <- s^4/sum(v^2/c(167, 165)); p[2] - p[1] + qt(.975, df)*s
  const least = 0.9714141876949969;

  test.each<[name: string, totals: ReportTotals[], effect: object, verdict: string]>([
    ['lost', all, { value: -1, interval: [-1, expect.closeTo(-least, 12)] }, 'worse'],
    ['won', none, { value: 1, interval: [expect.closeTo(least, 12), 1] }, 'better'],
  ])('is judged by the exact test: %s', (_, totals, absolute, verdict) => {
    const comparison = comparisonIn(inputOf(totals));
    expect(comparison).toMatchObject({ absolute, verdict, test: 'fisher' });
    if (comparison.state !== 'compared') throw new Error(comparison.reason);
    // R 4.2: fisher.test(matrix(c(166, 0, 0, 164), 2))$p.value
    expect(relativeError(comparison.pValue, 1.04802464051437e-98)).toBeLessThan(P_VALUE);
  });

  test('of a control of all, the lift is the difference; of none there is no lift', () => {
    const lost = comparisonIn(inputOf(all));
    if (lost.state !== 'compared') throw new Error(lost.reason);
    expect(lost.relative).toEqual({ state: 'known', ...lost.absolute });
    expect(comparisonIn(inputOf(none))).toMatchObject({ relative: { state: 'zero-baseline' } });
  });

  test('of three customers each is unclear', () => {
    const three = [count('a', 'conversion', 3, 3), count('b', 'conversion', 3, 0)];
    // R 4.2: fisher.test(matrix(c(3, 0, 0, 3), 2))$p.value
    expect(comparisonIn(inputOf(three))).toMatchObject({
      pValue: expect.closeTo(0.1, 12),
      verdict: 'unclear',
    });
  });

  test('a mean of one value in each group is not judged', () => {
    const revenue: ReportMetric = { ...conversion, type: 'mean' };
    expect(comparisonIn(inputOf(all, [revenue]))).toMatchObject({
      state: 'zero-variance',
      reason: expect.stringContaining('each group has one outcome for everyone'),
    });
  });
});

test('the difference of two shares has no interval beyond −1 and 1', () => {
  const nearly = [count('a', 'conversion', 20, 19), count('b', 'conversion', 20, 1)];
  // R 4.2: -.9 + c(-1,1)*qt(.975,38)*sqrt(2*.95*.05/20) is -1.0395217392440474 -0.7604782607559525
  expect(comparisonIn(inputOf(nearly))).toMatchObject({
    absolute: { value: expect.closeTo(-0.9, 12), interval: [-1, expect.closeTo(-0.7604782607559525, 12)] },
  });
});

describe('the verdict in one sentence', () => {
  test.each<[state: string, sentence: string, totals: ReportTotals[]]>([
    ['better', '"b" is better than "a" on "Conversion".', [...converted(150, 200), ...refunded(9, 9)]],
    ['worse', '"b" is worse than "a" on "Conversion".', [...converted(200, 150), ...refunded(9, 9)]],
    ['worse', '"b" is worse than "a" on "Refunds".', [...converted(150, 155), ...refunded(20, 60)]],
    [
      'mixed',
      '"b" is better on "Conversion" but worse on "Refunds".',
      [...converted(150, 200), ...refunded(20, 60)],
    ],
    ['unclear', 'No variation differs clearly from "a" yet.', [...converted(150, 155), ...refunded(9, 9)]],
    [
      'worse',
      '"b" is worse than "a" on "Refunds"; no goal can be compared.',
      [...converted(1000, 1000), ...refunded(0, 790)],
    ],
    [
      'too-little-data',
      'There is too little data to compare the variations.',
      [...converted(1000, 1000), ...refunded(9, 9)],
    ],
    ['too-little-data', 'There is too little data to compare the variations.', []],
    [
      'do-not-decide',
      'Do not decide yet: customers are not split as planned, so the groups cannot be compared.',
      [count('a', 'conversion', 1000, 150), count('b', 'conversion', 1300, 300)],
    ],
  ])('%s: %s', (state, sentence, totals) => {
    expect(significanceReport(inputOf(totals, [conversion, refunds])).verdict).toEqual({ state, sentence });
  });

  test('the better of several variations is named', () => {
    const input = inputOf([...converted(150, 100), count('c', 'conversion', 1000, 200)]);
    const variations = [
      { key: 'a', weight: 1 / 3, isControl: true },
      { key: 'b', weight: 1 / 3, isControl: false },
      { key: 'c', weight: 1 / 3, isControl: false },
    ];
    expect(significanceReport({ ...input, variations }).verdict.sentence).toBe(
      '"c" is better than "a" on "Conversion".',
    );
  });
});

test.each([
  ['no', []],
  ['two', ['a', 'b']],
])('%s controls are refused', (_, controls) => {
  const input = inputOf([]);
  const variations = input.variations.map((variation) => ({
    ...variation,
    isControl: controls.includes(variation.key),
  }));
  expect(() => significanceReport({ ...input, variations })).toThrow('needs exactly one control');
});

const numbersIn = (value: unknown): number[] => {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
};

test('no number in a report is ever NaN or infinite', () => {
  const extreme = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 2_000_000 }));
  const arm = fc
    .tuple(extreme, extreme, fc.double({ min: 0, max: 1e9, noNaN: true }))
    .map(([n, part, mean]) => ({
      share: { n, sum: Math.min(n, part), sumOfSquares: Math.min(n, part) },
      amount: { n, sum: n * mean, sumOfSquares: n * mean * mean + Math.max(0, n - 1) * part },
    }));
  const amount: ReportMetric = { ...conversion, key: 'amount', type: 'mean' };
  fc.assert(
    fc.property(arm, arm, (a, b) => {
      const totals = Object.entries({ a, b }).flatMap(([variation, { share, amount: sums }]) => [
        { variation, metric: 'conversion', ...share },
        { variation, metric: 'amount', ...sums },
      ]);
      const report = significanceReport(inputOf(totals, [conversion, amount]));
      expect(numbersIn(report).every(Number.isFinite)).toBe(true);
    }),
    { numRuns: 500, seed: 1 },
  );
});
