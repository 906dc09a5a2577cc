import { compilingOf, firstDecisionOf, garbageOf } from './support/match-footprint.ts';
import { type Contender, contenders } from './support/match-peers.ts';
import { createWorkload, type Workload } from './support/match-workload.ts';
import { processorTime, type Subject, type Timing, timeInTurns } from './support/measure.ts';
import type { BenchRow } from './support/row.ts';

const SUITE = 'match';
const FACT_COUNT = 100;
/** `checked`: the facts that all must agree on first, since json-rules-engine takes half a second at the largest. */
const sizes = [
  { rules: 10, checked: 100, rounds: 10_000, calls: 100, seconds: 3 },
  { rules: 100, checked: 100, rounds: 10_000, calls: 20, seconds: 3 },
  { rules: 1000, checked: 50, rounds: 5000, calls: 5, seconds: 4 },
  { rules: 10_000, checked: 3, rounds: 2000, calls: 1, seconds: 5 },
];
/** Fewer say nothing of the slowest hundredth. */
const ENOUGH_FOR_P99 = 90;

const ascending = (indexes: readonly number[]): string => indexes.toSorted((a, b) => a - b).join();

/** All must match the same rules before any is timed. */
const requireAgreement = async (all: readonly Contender[], facts: Workload['facts']): Promise<void> => {
  for (const one of facts) {
    const answers: string[] = [];
    for (const { prepare, match } of all) answers.push(ascending(await match(prepare(one))));
    if (new Set(answers).size !== 1) throw new Error('the subjects disagree on which rules match');
  }
};

const subjectOf = ({ name, prepare, match }: Contender, { facts }: Workload): Subject => {
  const prepared = facts.map(prepare);
  return { name, run: (round) => match(prepared[round % prepared.length]!) };
};

const row = (of: Omit<BenchRow, 'suite'>): BenchRow => ({ suite: SUITE, ...of });

const timingRows = (size: string, timings: readonly Timing[], reference: Timing): BenchRow[] =>
  (['p50', 'p99'] as const).flatMap((share) =>
    timings
      .filter(({ samples }) => share === 'p50' || samples >= ENOUGH_FOR_P99)
      .map((timing) =>
        row({
          case: `${size}, ${share}`,
          subject: timing.name,
          value: timing[share],
          unit: 'µs',
          ratio_to: reference.name,
          ratio: reference[share] / timing[share],
        }),
      ),
  );

const comparisonRows = (size: string, ours: Timing, peers: readonly Timing[]): BenchRow[] => {
  const fastest = peers.reduce((best, peer) => (peer.p50 < best.p50 ? peer : best));
  return [
    row({
      case: `${size}, p50`,
      subject: ours.name,
      value: ours.p50,
      unit: 'µs',
      ratio_to: `the fastest peer, ${fastest.name}`,
      ratio: fastest.p50 / ours.p50,
    }),
    row({
      case: `${size}, p99`,
      subject: ours.name,
      value: ours.p99,
      unit: 'µs',
      ratio_to: 'its own p50',
      ratio: ours.p50 / ours.p99,
    }),
  ];
};

const footprintRows = (size: string, workload: Workload, ours: Timing): BenchRow[] => {
  const first = firstDecisionOf(workload);
  return [
    row({
      case: `${size}, first decision`,
      subject: ours.name,
      value: first,
      unit: 'µs',
      ratio_to: 'its own p50',
      ratio: ours.p50 / first,
    }),
    row({
      case: `${size}, garbage a decision`,
      subject: ours.name,
      value: garbageOf(workload),
      unit: 'bytes',
      ratio_to: 'the goal of 2 KB',
      ratio: 2048 / garbageOf(workload),
    }),
  ];
};

const compilingRows = (size: string, workload: Workload): BenchRow[] => {
  const { milliseconds, bytes } = compilingOf(workload);
  const megabytes = bytes / 1e6;
  const common = { subject: 'attune' };
  return [
    row({
      ...common,
      case: `${size}, compiling`,
      value: milliseconds,
      unit: 'ms',
      ratio_to: 'a second',
      ratio: 1000 / milliseconds,
    }),
    row({
      ...common,
      case: `${size}, memory`,
      value: megabytes,
      unit: 'MB',
      ratio_to: 'the goal of 64 MB',
      ratio: 64 / megabytes,
    }),
  ];
};

/** Matching all rules for one set of facts: 31 facts, about 4.5 comparisons a rule, about 5% of rules matching. */
export async function* run(): AsyncGenerator<BenchRow> {
  for (const { rules, checked, ...limits } of sizes) {
    const size = `${rules.toLocaleString('en')} rules`;
    const workload = createWorkload(rules, FACT_COUNT);
    const all = contenders.map((make) => make(workload));
    await requireAgreement(all, workload.facts.slice(0, checked));
    const subjects = all.map((contender) => subjectOf(contender, workload));
    const timings = await timeInTurns(subjects, { ...limits, turns: 10, watch: processorTime });
    const [reference, ours, ...peers] = timings;
    yield* timingRows(size, timings, reference!);
    yield* comparisonRows(size, ours!, peers);
    yield* footprintRows(size, workload, ours!);
    if (rules === 10_000) yield* compilingRows(size, workload);
  }
}
