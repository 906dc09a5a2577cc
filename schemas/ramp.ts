import { z } from 'zod';

const RampStep = z.strictObject({
  coverage: z.number().min(0).max(1),
  at: z.iso.datetime().optional().describe('when it begins; absent: when the step before it is over'),
  hours: z.number().min(0.01).max(8760).optional().describe('how long it lasts'),
});
type RampStep = z.infer<typeof RampStep>;

/**
 * When each step begins, in milliseconds since 1970: at its own time, else when the step before it has lasted its
 * hours. Null for a step whose beginning is not said.
 * @example rampStarts([{ coverage: 0.01, at: '2026-03-01T00:00:00Z', hours: 24 }, { coverage: 1 }])[1] // a day later
 */
export const rampStarts = (steps: readonly RampStep[]): (number | null)[] => {
  const starts: (number | null)[] = [];
  for (const [index, { at }] of steps.entries()) {
    const before = starts[index - 1] ?? null;
    const lasts = steps[index - 1]?.hours;
    const follows = before === null || lasts === undefined ? null : before + lasts * 3_600_000;
    starts.push(at === undefined ? follows : Date.parse(at));
  }
  return starts;
};

const checkSteps = (steps: readonly RampStep[], context: z.RefinementCtx): void => {
  const starts = rampStarts(steps);
  for (const [index, { at, coverage }] of steps.entries()) {
    const start = starts[index]!;
    const before = steps[index - 1];
    const fault = (field: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [index, field], message });
    if (start === null) fault('at', 'say when it begins: give it a time, or the step before it hours');
    if (at !== undefined && before?.hours !== undefined)
      fault('at', 'begins twice: the step before it says how many hours it lasts');
    if (start !== null && (starts[index - 1] ?? start - 1) >= start)
      fault('at', 'begins before the step before it');
    if (before !== undefined && before.coverage >= coverage)
      fault('coverage', 'must be more than that of the step before it');
  }
};

/** A rising coverage, and what happens when a guardrail loses on the way. */
export const Ramp = z.strictObject({
  steps: z.array(RampStep).min(1).max(20).superRefine(checkSteps),
  rollback: z
    .boolean()
    .default(true)
    .describe('stops the experiment when the interval of a guardrail lies wholly on its harmful side'),
});
export type Ramp = z.infer<typeof Ramp>;
