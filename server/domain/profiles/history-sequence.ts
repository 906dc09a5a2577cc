type Moment = Date | null;

type Advance = {
  /** For every step but the last, the newest beginning of what has come as far as this step. */
  begun: readonly Moment[];
  /** Which steps the event could be. */
  matched: readonly boolean[];
  at: Date;
  withinMs: number;
};

const isInTime = (start: Moment | undefined, at: Date, withinMs: number): start is Date => {
  if (!start) return false;
  const took = at.getTime() - start.getTime();
  return took >= 0 && took <= withinMs;
};

const newer = (a: Moment | undefined, b: Date): Date => (a && a.getTime() > b.getTime() ? a : b);

/**
 * A sequence after an event. Of all that has come as far as a step only the newest beginning can matter, since
 * whatever completes an older one in time completes it too; so one time a step is enough. An event is one step at
 * most: steps are tried from the last to the first, each from what was there before the event. When the last is done
 * everything begins anew, so that completions never overlap.
 * @example advance({ begun: [tenPast], matched: [false, true], at: quarterPast, withinMs: 3_600_000 }).done // true
 */
export const advance = ({ begun, matched, at, withinMs }: Advance): { begun: Moment[]; done: boolean } => {
  const last = matched.length - 1;
  if (matched[last] && isInTime(begun[last - 1], at, withinMs))
    return { begun: begun.map(() => null), done: true };
  const next = begun.map((start, step): Moment => {
    if (!matched[step]) return start;
    if (step === 0) return newer(start, at);
    const from = begun[step - 1];
    return isInTime(from, at, withinMs) ? newer(start, from) : start;
  });
  return { begun: next, done: false };
};
