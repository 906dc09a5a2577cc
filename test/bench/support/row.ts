/** One measurement. `ratio` is the reference's time ÷ the subject's: above 1 the subject is faster. */
export type BenchRow = {
  suite: string;
  case: string;
  subject: string;
  value: number;
  unit: string;
  ratio_to: string;
  ratio: number;
};

/** What a module in this folder exports to be a suite. */
export type BenchSuite = { run: () => AsyncIterable<BenchRow> | Promise<BenchRow[]> };
