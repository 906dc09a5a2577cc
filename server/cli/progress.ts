import { Presets, SingleBar } from 'cli-progress';

export type Progress = {
  /** Shows how far a step has come; a new label begins a new line. */
  show: (label: string, done: number, total: number) => void;
  finish: () => void;
};

type Output = NodeJS.WriteStream;
/** `from` is how far it had come when it was first shown: when that was done is not known. */
type Step = { label: string; startedAt: number; from: number; done: number; total: number };

const lineEveryMs = 2000;

/** What was done a second; NaN as long as nothing is known of it. */
const rateOf = ({ startedAt, from, done }: Step, now: number): number =>
  done > from ? (done - from) / Math.max(0.001, (now - startedAt) / 1000) : Number.NaN;

const plainNumber = (value: number): string => Math.round(value).toLocaleString('en');
const plainRate = (rate: number): string => (Number.isNaN(rate) ? '?' : plainNumber(rate));

/** 75 seconds as 1m15s, in the way of the bar. */
const duration = (seconds: number): string => {
  if (!Number.isFinite(seconds)) return '?';
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole}s` : `${Math.floor(whole / 60)}m${whole % 60}s`;
};

const describe = (step: Step, now: number): string => {
  const rate = rateOf(step, now);
  const come = `${step.label}: ${plainNumber(step.done)} of ${plainNumber(step.total)}`;
  if (Number.isNaN(rate)) return come;
  const left = step.done < step.total ? `, ${duration((step.total - step.done) / rate)} left` : '';
  // a few files are no rate
  return rate < 1 ? `${come}${left}` : `${come}, ${plainNumber(rate)}/s${left}`;
};

/** Where there is no terminal to draw on: a line when a step begins or ends, and every two seconds. */
const linesProgress = (output: Output, clock: () => number): Progress => {
  let step: Step | null = null;
  let writtenAt = 0;
  const write = (now: number): void => {
    if (step) output.write(`${describe(step, now)}\n`);
    writtenAt = now;
  };
  return {
    show: (label, done, total) => {
      const now = clock();
      if (step?.label !== label) step = { label, startedAt: now, from: done, done, total };
      else if (step.done === done && step.total === total) return;
      else Object.assign(step, { done, total });
      if (now - writtenAt >= lineEveryMs || done === total) write(now);
    },
    finish: () => undefined,
  };
};

const format = '{label} [{bar}] {value}/{total} {rate}/s {left} left';

const barProgress = (output: Output, clock: () => number): Progress => {
  let bar: SingleBar | null = null;
  let step: Step | null = null;
  const finish = (): void => {
    bar?.stop();
    bar = null;
    step = null;
  };
  return {
    show: (label, done, total) => {
      const now = clock();
      if (step?.label !== label) {
        finish();
        step = { label, startedAt: now, from: done, done, total };
        bar = new SingleBar({ stream: output, format, hideCursor: true }, Presets.shades_classic);
        bar.start(total, done, { label: label.padEnd(28), rate: '–', left: '?' });
      }
      Object.assign(step, { done, total });
      const rate = rateOf(step, now);
      bar?.setTotal(total);
      bar?.update(done, { rate: plainRate(rate), left: duration((total - done) / rate) });
    },
    finish,
  };
};

/** Progress with rate and remaining time: a bar on a terminal, plain lines elsewhere. */
export const createProgress = (output: Output = process.stderr, clock = Date.now): Progress =>
  output.isTTY ? barProgress(output, clock) : linesProgress(output, clock);
