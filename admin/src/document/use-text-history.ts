import { useState } from 'react';
import { changeBetween } from '../editor/change-between.ts';

type Step = { text: string; at: number };
type History = { past: readonly Step[]; present: Step; future: readonly Step[] };

export type TextHistory = {
  text: string;
  write: (text: string) => void;
  undo: (() => void) | undefined;
  redo: (() => void) | undefined;
};

/** Letters that follow each other this closely are taken back together. */
const together = 700;
const longest = 200;

const begin = (text: string): History => ({
  past: [],
  present: { text, at: Number.NEGATIVE_INFINITY },
  future: [],
});

const isLetter = (before: string, after: string): boolean => {
  const { from, to, insert } = changeBetween(before, after);
  return to - from <= 1 && insert.length <= 1;
};

const written = ({ past, present }: History, next: Step): History => {
  const goesOn = next.at - present.at < together && isLetter(present.text, next.text);
  return { past: goesOn ? past : [...past, present].slice(-longest), present: next, future: [] };
};

const back = ({ past, present, future }: History): History => {
  const previous = past.at(-1);
  return previous === undefined
    ? { past, present, future }
    : { past: past.slice(0, -1), present: previous, future: [present, ...future] };
};

const forth = ({ past, present, future }: History): History => {
  const [next, ...rest] = future;
  return next === undefined
    ? { past, present, future }
    : { past: [...past, present], present: next, future: rest };
};

/** A text with everything it was since it was opened; `original` is where it begins. */
export const useTextHistory = (original: string): TextHistory => {
  const [history, setHistory] = useState(() => begin(original));
  const { past, present, future } = history;
  return {
    text: present.text,
    write: (text) => {
      const at = performance.now();
      setHistory((before) => (before.present.text === text ? before : written(before, { text, at })));
    },
    undo: past.length > 0 ? () => setHistory(back) : undefined,
    redo: future.length > 0 ? () => setHistory(forth) : undefined,
  };
};
