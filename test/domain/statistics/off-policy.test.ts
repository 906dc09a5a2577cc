import { describe, expect, test } from 'vitest';
import { seededRandom } from '#server/domain/random.ts';
import { type LoggedReward, type OffPolicyReport, offPolicy } from '#server/domain/statistics/off-policy.ts';

const reportOf = (log: readonly LoggedReward[]): OffPolicyReport => {
  const estimator = offPolicy();
  for (const logged of log) estimator.add(logged);
  return estimator.report();
};

const estimated = (log: readonly LoggedReward[]) => {
  const report = reportOf(log);
  if (report.state !== 'estimated') throw new Error(report.reason);
  return report;
};

const plain = (more: Partial<LoggedReward>): LoggedReward => ({
  unit: 'u',
  propensity: 0.5,
  target: 0.5,
  unsupported: 0,
  reward: 0,
  expected: { logged: 0, target: 0 },
  ...more,
});

/** 240 customers, each with one to three decisions; every number follows from the position. */
const table = (): LoggedReward[] =>
  Array.from({ length: 240 }, (_, u) =>
    Array.from({ length: 1 + (u % 3) }, (_, k) => {
      const i = u * 3 + k;
      return plain({
        unit: `customer-${u}`,
        propensity: [0.5, 0.2, 0.8][i % 3]!,
        target: [0.4, 0.5, 0.6][Math.floor(i / 2) % 3]!,
        reward: Number((i * 7) % 5 === 0) + (i % 4) * 0.25,
        expected: { logged: 0.1 * (i % 6), target: 0.3 + 0.05 * (i % 3) },
      });
    }),
  ).flat();

describe('a table of 240 customers', () => {
  const report = estimated(table());

  /*
   * NumPy 2.4, with S(x) = np.bincount(unit, weights=x), w = target/propensity, q the model:
   *   ips: v = S(w*r).sum()/S(1).sum(); snips: v = S(w*r).sum()/S(w).sum()
   *   doubly robust: v = S(q_target + w*(r - q_logged)).sum()/S(1).sum()
   *   e = (S(num) - v*S(den))/S(den).sum(); v ± scipy.stats.norm.ppf(.975)*sqrt(240/239*(e**2).sum())
   *   change: e of the policy − e of the log
   */
  test.each([
    ['the log itself', report.logged, [0.575, 0.5398724979371845, 0.6101275020628154]],
    ['ips', report.ips.value, [0.7905208333333332, 0.7261325994272603, 0.8549090672394062]],
    ['the change by ips', report.ips.change, [0.21552083333333327, 0.17254384087441893, 0.2584978257922476]],
    ['snips', report.snips.value, [0.565499254843517, 0.5212220325425051, 0.609776477144529]],
    [
      'the change by snips',
      report.snips.change,
      [-0.009500745156482915, -0.037259304867740824, 0.018257814554774994],
    ],
    [
      'doubly robust',
      report.doublyRobust.value,
      [0.7738541666666665, 0.7068841493554288, 0.8408241839779043],
    ],
    [
      'the change by it',
      report.doublyRobust.change,
      [0.19885416666666655, 0.1488951685660225, 0.2488131647673106],
    ],
  ])('%s', (_name, { value, interval }, expected) => {
    for (const [i, found] of [value, ...interval].entries()) expect(found).toBeCloseTo(expected[i]!, 11);
  });

  test('counts as fewer customers than it has', () => {
    // W = np.bincount(unit, weights=w); W.sum()**2 / (W**2).sum()
    expect(report.overlap).toMatchObject({ decisions: 480, units: 240, unsupported: 0 });
    expect(report.overlap.effective).toBeCloseTo(188.3124732059768, 9);
    expect(report.overlap.largestWeight).toBeCloseTo(3, 12);
  });
});

test('by hand: two actions at one half each, and a policy that always takes the second', () => {
  // of 400, the 200 seconds bring 1 in half the cases: 200 · 2 · 0.5 / 400 = 0.5, every weight 2, so ESS 200
  const log = Array.from({ length: 400 }, (_, i) =>
    plain({ unit: `${i}`, target: i % 2, reward: Number(i % 4 === 1) }),
  );
  const { ips, snips, logged, overlap } = estimated(log);
  expect([ips.value.value, snips.value.value, logged.value]).toEqual([0.5, 0.5, 0.25]);
  expect(overlap).toMatchObject({ effective: 200, largestWeight: 2 });
});

test('a policy that is the logging one has exactly the mean of the log, and no change', () => {
  const { logged, ips, snips, overlap } = estimated(
    table().map((one) => ({ ...one, target: one.propensity })),
  );
  expect(ips.value).toEqual(logged);
  expect(snips.value).toEqual(logged);
  expect(ips.change).toEqual({ value: 0, interval: [0, 0] });
  expect(snips.change).toEqual({ value: 0, interval: [0, 0] });
  expect(overlap.largestWeight).toBe(1);
});

test('a model that knows every reward leaves no noise', () => {
  const log = table().map((one) => ({ ...one, expected: { logged: one.reward, target: 0.4 } }));
  const { doublyRobust } = estimated(log);
  expect(doublyRobust.value.value).toBeCloseTo(0.4, 12);
  expect(doublyRobust.value.interval[1] - doublyRobust.value.interval[0]).toBeLessThan(1e-6);
});

describe('too little overlap is refused with its numbers', () => {
  const many = (count: number, more: (i: number) => Partial<LoggedReward>) =>
    Array.from({ length: count }, (_, i) => plain({ unit: `${i}`, ...more(i) }));
  test.each<[name: string, log: LoggedReward[], reason: RegExp]>([
    ['nothing', [], /no showing was reported/],
    ['99 customers', many(99, () => ({})), /the 99 customers count as 99\.0, and 100 are needed/],
    [
      'weights on a few of many',
      many(30_000, (i) => ({ target: i < 250 ? 1 : 0 })),
      /the 30000 customers count as 250\.0, and 300 are needed/,
    ],
    ['no weight at all', many(500, () => ({ target: 0 })), /count as 0\.0/],
    [
      'actions that were never drawn',
      many(500, (i) => ({ unsupported: i % 10 === 0 ? 1 : 0 })),
      /10\.0% of what would be shown was never drawn/,
    ],
  ])('%s', (_name, log, reason) => {
    const report = reportOf(log);
    expect(report.state).toBe('refused');
    expect(report.state === 'refused' && report.reason).toMatch(reason);
    expect(Object.values(report.overlap).every(Number.isFinite)).toBe(true);
  });

  test('one customer with many decisions is one customer', () => {
    expect(reportOf(Array.from({ length: 5000 }, () => plain({}))).overlap.effective).toBe(1);
  });
});

test.each([0, -0.1, 1.5, Number.NaN])('a logged action with propensity %d is an error', (propensity) => {
  expect(() => offPolicy().add(plain({ propensity }))).toThrow(RangeError);
});

describe('in a world whose truth is known', () => {
  const SIMULATIONS = 1000;
  /** Four standard errors of a share of 95% among so many simulations. */
  const MONTE_CARLO = 4 * Math.sqrt((0.95 * 0.05) / SIMULATIONS);
  /** By kind of visitor: what the log and the other policy draw, and how often each action succeeds. */
  const world = [
    { logging: [0.6, 0.3, 0.1], target: [0.2, 0.5, 0.3], success: [0.1, 0.3, 0.2] },
    { logging: [0.2, 0.2, 0.6], target: [0.5, 0.1, 0.4], success: [0.4, 0.1, 0.25] },
  ];
  const truth = world.reduce(
    (sum, { target, success }) => sum + target.reduce((mean, p, i) => mean + p * success[i]!, 0) / 2,
    0,
  );
  /** Wrong on purpose: the doubly robust estimate may not depend on a good model. */
  const guess = [0.2, 0.2, 0.1];

  const simulate = (random: () => number): LoggedReward[] =>
    Array.from({ length: 500 }, (_, u) => {
      const { logging, target, success } = world[random() < 0.5 ? 0 : 1]!;
      // a customer who is keen is so at every visit, and keen ones come back
      const mood = random() < 0.5 ? -0.08 : 0.08;
      return Array.from({ length: 2 }, () => {
        const position = random();
        const action = position < logging[0]! ? 0 : position < logging[0]! + logging[1]! ? 1 : 2;
        return plain({
          unit: `${u}`,
          propensity: logging[action]!,
          target: target[action]!,
          reward: Number(random() < success[action]! + mood),
          expected: {
            logged: guess[action]!,
            target: target.reduce((mean, p, i) => mean + p * guess[i]!, 0),
          },
        });
      });
    }).flat();

  const random = seededRandom(1971);
  const reports = Array.from({ length: SIMULATIONS }, () => estimated(simulate(random)));

  test.each(['ips', 'snips', 'doublyRobust'] as const)(
    '%s is right on average, and its interval covers',
    (name) => {
      const values = reports.map((report) => report[name].value);
      const mean = values.reduce((sum, { value }) => sum + value, 0) / SIMULATIONS;
      const spread = Math.sqrt(values.reduce((sum, { value }) => sum + (value - mean) ** 2, 0) / SIMULATIONS);
      expect(Math.abs(mean - truth)).toBeLessThan((4 * spread) / Math.sqrt(SIMULATIONS));
      const covered = values.filter(({ interval: [low, high] }) => low <= truth && truth <= high).length;
      expect(covered / SIMULATIONS).toBeGreaterThan(0.95 - MONTE_CARLO);
    },
  );
});
