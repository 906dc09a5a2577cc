import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Ramp } from '#schemas/ramp.ts';
import { assign } from '#server/domain/assignment/assign.ts';
import { coverageAt } from '#server/domain/assignment/ramp.ts';

const start = '2026-03-01T00:00:00Z';
const day = 24;
const slowly = {
  steps: [
    { coverage: 0.01, at: start, hours: day },
    { coverage: 0.05, hours: 2 * day },
    { coverage: 0.25 },
    { coverage: 1, at: '2026-03-10T12:00:00Z' },
  ],
};

describe('the coverage of a ramp', () => {
  test.each([
    ['before its first step', '2026-02-28T23:59:59Z', 0],
    ['when its first step begins', start, 0.01],
    ['while its first step lasts', '2026-03-01T23:59:59Z', 0.01],
    ['when the first has lasted its hours', '2026-03-02T00:00:00Z', 0.05],
    ['in the step that follows by hours', '2026-03-03T12:00:00Z', 0.05],
    ['when the second has lasted its hours', '2026-03-04T00:00:00Z', 0.25],
    ['just before a step with its own time', '2026-03-10T11:59:59Z', 0.25],
    ['at a step with its own time', '2026-03-10T12:00:00Z', 1],
    ['for ever after', '2027-01-01T00:00:00Z', 1],
  ])('%s (%s) is %d', (_name, at, expected) => {
    const ramp = Ramp.parse(slowly);
    expect(coverageAt({ coverage: 1, ramp }, new Date(at))).toBe(expected);
    expect(coverageAt({ coverage: 0.2, ramp }, new Date(at))).toBe(Math.min(0.2, expected));
  });

  test('without a ramp is the experiment’s own', () => {
    expect(coverageAt({ coverage: 0.4 }, new Date(start))).toBe(0.4);
  });
});

const steps = fc
  .uniqueArray(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 5 })
  .chain((shares) =>
    fc.tuple(...shares.map(() => fc.integer({ min: 1, max: 500 }))).map((hours) => ({
      steps: shares
        .toSorted((a, b) => a - b)
        .map((share, i) => ({ coverage: share / 1000, hours: hours[i]!, ...(i === 0 && { at: start }) })),
    })),
  );

test('as time goes on a ramp adds customers and moves nobody', () => {
  const hour = fc.integer({ min: -100, max: 3000 });
  fc.assert(
    fc.property(steps, hour, hour, fc.string(), (written, a, b, value) => {
      const ramp = Ramp.parse(written);
      const at = (hours: number) => {
        const coverage = coverageAt({ coverage: 1, ramp }, new Date(Date.parse(start) + hours * 3_600_000));
        return { coverage, index: assign({ seed: 'ramp', value, weights: [0.2, 0.3, 0.5], coverage }) };
      };
      const [before, after] = [at(Math.min(a, b)), at(Math.max(a, b))];
      expect(after.coverage).toBeGreaterThanOrEqual(before.coverage);
      if (before.index !== null) expect(after.index).toBe(before.index);
    }),
  );
});

test.each([
  ['whose first step has no time', [{ coverage: 1 }], ['steps.0.at']],
  ['whose step follows one that has no end', [{ coverage: 0.1, at: start }, { coverage: 1 }], ['steps.1.at']],
  [
    'whose step begins twice',
    [
      { coverage: 0.1, at: start, hours: 1 },
      { coverage: 1, at: '2026-03-02T00:00:00Z' },
    ],
    ['steps.1.at'],
  ],
  [
    'that goes back in time',
    [
      { coverage: 0.1, at: start },
      { coverage: 1, at: '2026-02-01T00:00:00Z' },
    ],
    ['steps.1.at'],
  ],
  [
    'that falls',
    [{ coverage: 0.5, at: start, hours: 1 }, { coverage: 0.5, hours: 1 }, { coverage: 0.4 }],
    ['steps.1.coverage', 'steps.2.coverage'],
  ],
])('a ramp %s is refused', (_name, written, expected) => {
  const { error } = Ramp.safeParse({ steps: written });
  expect(error?.issues.map(({ path }) => path.join('.'))).toEqual(expected);
});
