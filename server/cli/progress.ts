import { Presets, SingleBar } from 'cli-progress';

export type Progress = {
  /** Shows how far a step has come; a new label begins a new line. */
  show: (label: string, done: number, total: number) => void;
  finish: () => void;
};

type Output = NodeJS.WriteStream;
type Step = { label: string; startedAt: number; done: number; total: number };

const lineEveryMs = 2000;

const rateOf = ({ startedAt, done }: Step, now: number): number =>
  done / Math.max(0.001, (now - startedAt) / 1000);

const plainNumber = (value: number): string => Math.round(value).toLocaleString('en');

/** 75 seconds as 1m15s, in the way of the bar. */
const duration = (seconds: number): string => {
  if (!Number.isFinite(seconds)) return '?';
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole}s` : `${Math.floor(whole / 60)}m${whole % 60}s`;
};

const describe = (step: Step, now: number): string => {
  const rate = rateOf(step, now);
  const left = duration((step.total - step.done) / rate);
  return `${step.label}: ${plainNumber(step.done)} of ${plainNumber(step.total)}, ${plainNumber(rate)}/s, ${left} left`;
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
      if (step?.label !== label) step = { label, startedAt: now, done, total };
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
        step = { label, startedAt: now, done, total };
        bar = new SingleBar({ stream: output, format, hideCursor: true }, Presets.shades_classic);
        bar.start(total, done, { label: label.padEnd(28), rate: '–', left: '?' });
      }
      Object.assign(step, { done, total });
      const rate = rateOf(step, now);
      bar?.setTotal(total);
      bar?.update(done, { rate: plainNumber(rate), left: duration((total - done) / rate) });
    },
    finish,
  };
};

/** Progress with rate and remaining time: a bar on a terminal, plain lines elsewhere. */
export const createProgress = (output: Output = process.stderr, clock = Date.now): Progress =>
  output.isTTY ? barProgress(output, clock) : linesProgress(output, clock);
