import fc from 'fast-check';
import { expect, test } from 'vitest';
import { intervalScale } from '../../admin/src/experiments/interval-scale.ts';

test.each<[string, [number, number][], [number, number]]>([
  ['no intervals', [], [0, 0.05]],
  ['an interval of nothing', [[0, 5e-324]], [0, 0.05]],
  ['one side of zero', [[0.011, 0.074]], [0, 0.08]],
  ['both sides', [[-0.034, 0.074]], [-0.05, 0.1]],
  ['a wide one is cut at 200%', [[-1, 50]], [-1, 2]],
])('with %s the axis is round', (_, intervals, domain) => {
  const scale = intervalScale(intervals, 100);
  expect(scale.domain[0]).toBeCloseTo(domain[0], 12);
  expect(scale.domain[1]).toBeCloseTo(domain[1], 12);
});

const change = fc.double({ min: -1, max: 2, noNaN: true });

test('every interval fits, zero is a tick, and there are few ticks', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(change, change), { minLength: 1 }), (intervals) => {
      const { domain, ticks, x } = intervalScale(intervals, 260);
      for (const end of intervals.flat()) {
        expect(end).toBeGreaterThanOrEqual(domain[0] - 1e-9);
        expect(end).toBeLessThanOrEqual(domain[1] + 1e-9);
      }
      expect(ticks).toContain(0);
      expect(ticks.length).toBeLessThanOrEqual(8);
      expect(x(domain[1])).toBe(260);
    }),
  );
});

test('what lies beyond the axis is drawn at its end', () => {
  const { x } = intervalScale([[-0.1, 0.1]], 100);
  expect(x(5)).toBe(100);
  expect(x(-5)).toBe(0);
});
