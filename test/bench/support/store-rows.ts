import { percentile } from './measure.ts';
import type { BenchRow } from './row.ts';
import type { Subject } from './store-turns.ts';
import { BATCH, type Measured, type Turn } from './store-work.ts';

const SUITE = 'store';
export const FLOOR = 'bare LMDB';
export const ENGINE = 'store, no socket, no driver';
export const STORE = 'store, through the driver';

type Goal = { unit: string; most?: number; least?: number };

const goals = {
  overhead: { unit: 'µs CPU', most: 150 },
  writes: { unit: '/s', least: 3000 },
  documents: { unit: '/s', least: 20_000 },
  listens: { unit: 'ms', most: 700 },
} satisfies Record<string, Goal>;

const ascending = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);
const median = (values: readonly number[]): number => percentile(ascending(values), 0.5);

export type Figures = { p50: number; p99: number; rate: number; cpu: number };

export const figuresOf = (turns: readonly Measured[]): Figures => {
  const share = (of: number) => median(turns.map(({ latencies }) => percentile(ascending(latencies), of)));
  return {
    p50: share(0.5),
    p99: share(0.99),
    rate: median(turns.map(({ rate }) => rate)),
    cpu: median(turns.map(({ cpu }) => cpu)),
  };
};

/** The subjects beside the floor, which is the first. Above 1 a subject is faster than bare LMDB. */
export const rowsOf = (
  name: string,
  subjects: readonly Subject[],
  figures: readonly Figures[],
): BenchRow[] => {
  const floor = figures[0]!;
  return (['p50', 'p99', 'rate'] as const).flatMap((figure) =>
    subjects.map((subject, place) => {
      const value = figures[place]![figure];
      return {
        ...{ suite: SUITE, case: `${name}, ${figure}`, subject: subject.name, value },
        unit: figure === 'rate' ? '/s' : 'µs',
        ratio_to: FLOOR,
        ratio: figure === 'rate' ? value / floor.rate : floor[figure] / value,
      };
    }),
  );
};

/** A number beside what is promised of it: a ratio of 1 or more keeps the promise. */
const goalRow = (name: string, measured: { subject: string; value: number }, goal: Goal): BenchRow => ({
  ...{ suite: SUITE, case: name, ...measured, unit: goal.unit },
  ratio_to: `goal ${goal.most ?? goal.least}`,
  ratio: goal.most === undefined ? measured.value / goal.least! : goal.most / measured.value,
});

/** What is promised of a case. */
export const goalRowsOf = (
  { name, inFlight }: Omit<Turn, 'from'>,
  figures: readonly Figures[],
): BenchRow[] => {
  const [floor, engine, store] = figures as [Figures, Figures, Figures];
  const overhead = { subject: ENGINE, value: engine.cpu - floor.cpu };
  const rate = { subject: STORE, value: store.rate };
  if (name === 'insertMany') {
    const documents = { subject: STORE, value: store.rate * BATCH };
    return inFlight === 1 ? [goalRow(`${name}, documents`, documents, goals.documents)] : [];
  }
  if (inFlight === 1) return [];
  const isWrite = name === 'insertOne' || name === 'updateOne';
  return [
    goalRow(`${name}, engine overhead`, overhead, goals.overhead),
    ...(isWrite ? [goalRow(`${name}, flushed writes`, rate, goals.writes)] : []),
  ];
};

/** How long a store takes until it listens. */
export const startRow = (what: string, program: string, times: readonly number[]): BenchRow =>
  goalRow(
    `opens and listens, ${what}`,
    { subject: `store, from ${program}`, value: median(times) },
    goals.listens,
  );
