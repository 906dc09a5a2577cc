import { compileRules } from '#server/domain/conditions/compile.ts';
import { matchRules } from '#server/domain/conditions/match.ts';
import { collectGarbage } from './garbage.ts';
import type { Workload } from './match-workload.ts';
import { percentile } from './measure.ts';

const median = (values: readonly number[]): number =>
  percentile(
    values.toSorted((a, b) => a - b),
    0.5,
  );
const repeat = (times: number, measure: () => number): number =>
  median(Array.from({ length: times }, measure));

/** Bytes that a decision leaves behind for the collector. */
export const garbageOf = ({ rules, facts }: Workload): number => {
  const compiled = compileRules(rules);
  const decide = (count: number): void => {
    for (let i = 0; i < count; i++) matchRules(compiled, facts[i % facts.length]!);
  };
  decide(20_000);
  const decisions = 200;
  return repeat(15, () => {
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    decide(decisions);
    return (process.memoryUsage().heapUsed - before) / decisions;
  });
};

/** Microseconds of the first decision after compiling, as after the swap of a release in a warm process. */
export const firstDecisionOf = ({ rules, facts }: Workload): number =>
  repeat(15, () => {
    const compiled = compileRules(rules);
    const start = performance.now();
    matchRules(compiled, facts[0]!);
    return (performance.now() - start) * 1000;
  });

const allMemory = (): number => {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

/** What it takes to compile rules, and what the compiled rules then hold, besides the rules themselves. */
export const compilingOf = ({ rules, facts }: Workload): { milliseconds: number; bytes: number } => {
  const milliseconds = repeat(3, () => {
    const start = performance.now();
    compileRules(rules);
    return performance.now() - start;
  });
  const before = allMemory();
  const compiled = compileRules(rules);
  const bytes = allMemory() - before;
  // used after the measurement, so that it is not collected before
  matchRules(compiled, facts[0]!);
  return { milliseconds, bytes };
};
