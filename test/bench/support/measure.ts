/** A contender: called once per round, one after the other. */
export type Subject = { name: string; run: (round: number) => Promise<unknown> };

/** Of sorted values, the one that a share of them does not exceed. */
export const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;

export type Timing = { name: string; p50: number; p99: number };

/**
 * Times the subjects in turns, so that a change of the machine's speed meets all of them alike.
 * Times are in microseconds; the first tenth of the rounds only warms up.
 */
export const timeInTurns = async (subjects: readonly Subject[], rounds: number): Promise<Timing[]> => {
  const times = subjects.map((): number[] => []);
  const warmUp = Math.ceil(rounds / 10);
  for (let round = 0; round < rounds + warmUp; round++) {
    for (const [index, subject] of subjects.entries()) {
      const start = performance.now();
      await subject.run(round);
      if (round >= warmUp) times[index]!.push((performance.now() - start) * 1000);
    }
  }
  return subjects.map(({ name }, index) => {
    const sorted = times[index]!.toSorted((a, b) => a - b);
    return { name, p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99) };
  });
};
