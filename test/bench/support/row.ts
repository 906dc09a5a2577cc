/** One measurement. `ratio` is the reference time ÷ the subject time: above 1 the subject is faster. For `http` it is the subject ÷ the floor. */
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
export type BenchSuite = { run: (args?: readonly string[]) => AsyncIterable<BenchRow> | Promise<BenchRow[]> };
