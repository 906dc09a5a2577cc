import { describe, expect, test } from 'vitest';
import { seededRandom } from '#server/domain/random.ts';
import { confidenceSequence } from '#server/domain/statistics/confidence-sequence.ts';
import { guardrailLosses } from '#server/domain/statistics/guardrails.ts';
import type { ReportInput, ReportMetric } from '#server/domain/statistics/types.ts';

/**
 * Python 3.11, independently, after Waudby-Smith et al. (2023):
 *   def cs(d, se, N, level, tuned=5000):
 *     a = 1 - level
 *     rho = math.sqrt((-2*math.log(a) + math.log(-2*math.log(a) + 1)) / tuned)
 *     h = se*math.sqrt(N)*math.sqrt((2*(N*rho**2+1)/(N*rho)**2) * math.log(math.sqrt(N*rho**2+1)/a))
 *     return d - h, d + h
 */
const effect = (value: number, standardError: number) => ({ value, standardError });
test.each([
  [{ effect: effect(0.1, 0.02), units: 5000, level: 0.95 }, 0.039295820192474955, 0.16070417980752505],
  [{ effect: effect(0.1, 0.02), units: 100, level: 0.95 }, -0.03388777234132079, 0.2338877723413208],
  [{ effect: effect(-3, 0.5), units: 200_000, level: 0.99 }, -4.960862470411417, -1.0391375295885832],
  [{ effect: effect(0, 1), units: 5000, level: 0.95, tuning: 1000 }, -3.1530304386729053, 3.1530304386729053],
])('the confidence sequence of %j', (input, low, high) => {
  const interval = confidenceSequence(input);
  expect(interval[0]).toBeCloseTo(low, 12);
  expect(interval[1]).toBeCloseTo(high, 12);
});

test.each([0, 1, Number.NaN])('there is no confidence sequence of level %d', (level) => {
  expect(() => confidenceSequence({ effect: effect(0, 1), units: 10, level })).toThrow('inside 0 and 1');
});

const refunds: ReportMetric = {
  key: 'refunds',
  name: 'Refunds',
  type: 'proportion',
  direction: 'decrease',
  role: 'guardrail',
};

type Seen = { n: number; sum: number };
const inputOf = (control: Seen, treated: Seen, metric: Partial<ReportMetric> = {}): ReportInput => ({
  experiment: 'headline',
  variations: [
    { key: 'a', weight: 0.5, isControl: true },
    { key: 'b', weight: 0.5, isControl: false },
  ],
  metrics: [{ ...refunds, ...metric }],
  totals: [
    { variation: 'a', metric: 'refunds', ...control, sumOfSquares: control.sum },
    { variation: 'b', metric: 'refunds', ...treated, sumOfSquares: treated.sum },
  ],
  confidenceLevel: 0.95,
});

describe('a guardrail', () => {
  test('loses when its interval lies wholly on the harmful side, with the numbers', () => {
    const [loss, ...others] = guardrailLosses(inputOf({ n: 1000, sum: 20 }, { n: 1000, sum: 80 }));
    expect(others).toEqual([]);
    expect(loss).toMatchObject({
      variation: 'b',
      metric: 'refunds',
      name: 'Refunds',
      control: { n: 1000, mean: 0.02 },
      seen: { n: 1000, mean: 0.08 },
      level: 0.95,
    });
    expect(loss?.difference).toBeCloseTo(0.06, 12);
    // the Python above: cs(0.06, 0.009654014708917736, 2000, 0.95)
    expect(loss?.interval[0]).toBeCloseTo(0.02984299070156247, 12);
    expect(loss?.interval[1]).toBeCloseTo(0.09015700929843752, 12);
  });

  test.each<[string, ReportInput]>([
    // cs(0.02, …, 2000, 0.95) begins at −0.0038
    ['whose interval touches no effect', inputOf({ n: 1000, sum: 20 }, { n: 1000, sum: 40 })],
    ['that gains', inputOf({ n: 1000, sum: 80 }, { n: 1000, sum: 20 })],
    [
      'that was to rise and did',
      inputOf({ n: 1000, sum: 20 }, { n: 1000, sum: 80 }, { direction: 'increase' }),
    ],
    ['that is a goal', inputOf({ n: 1000, sum: 20 }, { n: 1000, sum: 80 }, { role: 'goal' })],
    ['of a broken split', inputOf({ n: 1000, sum: 20 }, { n: 1400, sum: 112 })],
    ['seen by too few', inputOf({ n: 99, sum: 0 }, { n: 99, sum: 99 })],
    ['that is the same for everyone', inputOf({ n: 1000, sum: 0 }, { n: 1000, sum: 0 })],
    ['that gains all', inputOf({ n: 1000, sum: 1000 }, { n: 1000, sum: 0 })],
    [
      'that is a mean of one value in each group',
      inputOf({ n: 1000, sum: 0 }, { n: 1000, sum: 1000 }, { type: 'mean' }),
    ],
    ['nobody was counted in', { ...inputOf({ n: 0, sum: 0 }, { n: 0, sum: 0 }), totals: [] }],
  ])('%s does not lose', (_name, input) => {
    expect(guardrailLosses(input)).toEqual([]);
  });

  test.each<[lost: string, input: ReportInput, difference: number, interval: number[]]>([
    // the Python above, of p = (s + 1)/(n + 2) as Agresti and Caffo (2000) have it:
    // cs(1/166 - 167/168, 0.008443403670220416, 330, 0.95) is −1.0245 to −0.9516
    [
      'all of those who convert',
      inputOf({ n: 166, sum: 166 }, { n: 164, sum: 0 }, { direction: 'increase' }),
      -1,
      [-1, -0.9515547000235],
    ],
    ['nobody, then everybody', inputOf({ n: 164, sum: 0 }, { n: 166, sum: 166 }), 1, [0.9515547000235, 1]],
    // cs(-0.98, sqrt(2*.99*.01/100), 200, 0.95) is −1.0518 to −0.9082
    [
      'nearly all',
      inputOf({ n: 100, sum: 99 }, { n: 100, sum: 1 }, { direction: 'increase' }),
      -0.98,
      [-1, -0.9082372021481732],
    ],
  ])(
    'that loses totally has lost, in an interval that shares can have: %s',
    (_, input, difference, interval) => {
      const [loss] = guardrailLosses(input);
      expect(loss?.difference).toBeCloseTo(difference, 12);
      expect(loss?.interval[0]).toBeCloseTo(interval[0]!, 12);
      expect(loss?.interval[1]).toBeCloseTo(interval[1]!, 12);
    },
  );

  test('that is to rise loses when it falls', () => {
    const input = inputOf({ n: 1000, sum: 80 }, { n: 1000, sum: 20 }, { direction: 'increase' });
    expect(guardrailLosses(input)).toMatchObject([{ variation: 'b' }]);
  });
});

test('looked at after every hundred customers, a harmless variation is stopped in at most 5% of experiments', () => {
  const random = seededRandom(20_260_314);
  const experiments = 400;
  let stopped = 0;
  for (let run = 0; run < experiments; run++) {
    const seen = [
      { n: 0, sum: 0 },
      { n: 0, sum: 0 },
    ] as [Seen, Seen];
    for (let unit = 0; unit < 4000; unit++) {
      const arm = seen[unit % 2]!;
      arm.n += 1;
      if (random() < 0.1) arm.sum += 1;
      if (unit % 100 !== 99 || guardrailLosses(inputOf(...seen)).length === 0) continue;
      stopped += 1;
      break;
    }
  }
  // 0.05 and three standard errors of 400 draws; only the harmful side counts, so about half of it is due
  expect(stopped / experiments).toBeLessThanOrEqual(0.05 + 3 * Math.sqrt((0.05 * 0.95) / experiments));
});
