import type { ReplayJob } from '#schemas/replay.ts';

/** As JSON has it: times are texts. */
type Sent<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? Sent<Item>[]
    : T extends object
      ? { [Key in keyof T]: Sent<T[Key]> }
      : T;

export type Job = Omit<ReplayJob, 'startedAt' | 'endedAt' | 'result'> & {
  startedAt: string;
  endedAt: string | null;
  result: Result | null;
};
export type Result = Omit<NonNullable<ReplayJob['result']>, 'examples'> & { examples: Example[] };
export type Example = Sent<NonNullable<ReplayJob['result']>['examples'][number]>;
