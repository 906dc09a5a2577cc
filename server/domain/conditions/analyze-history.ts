import { canonicalJson } from '#server/domain/releases/canonical.ts';
import {
  askedOfHistory,
  type CounterDefinition,
  type EventMatch,
  type HistoryQuery,
} from './history-query.ts';
import { type TallyFact, type Window, windowName } from './history-tally.ts';
import type { Literal } from './normal-form.ts';

const ENDLESS = Number.POSITIVE_INFINITY;
/** More refusals of one counter are not tried in every way. */
const MOST_REFUSALS = 4;

/** A time, and how often something may have been done in it; null is ever. */
type Span = { window: Window | null; least: number; most: number };
/** How often something was done in some times, the shortest first. */
type Counts = readonly { window: Window | null; count: number }[];
type Counted = { key: string; counter: CounterDefinition; counts: Counts };
/** What is asked of one counter: each of these is met by one of its spans. */
type Asked = { key: string; counter: CounterDefinition; ways: (readonly Span[])[] };

const spanOf = ({ window, atLeast, atMost }: HistoryQuery): Span => ({
  window,
  least: atLeast,
  most: atMost,
});

/** A refusal holds of fewer, and of more where there can be more. */
const refusalsOf = ({ window, atLeast, atMost }: HistoryQuery): Span[] => [
  ...(atLeast > 0 ? [{ window, least: 0, most: atLeast - 1 }] : []),
  ...(Number.isFinite(atMost) ? [{ window, least: atMost + 1, most: ENDLESS }] : []),
];

/** Those asked for once first, so that what they imply is known: sequences, then events of which more is asked. */
const depthOf = ({ counter }: Asked): number =>
  counter.kind === 'sequence' ? ENDLESS : counter.steps[0].where.length;

const askedOf = (literals: readonly Literal[]): Asked[] => {
  const byKey = new Map<string, Asked>();
  for (const literal of literals) {
    const found = askedOfHistory(literal);
    if (found === null) continue;
    const { query, negated } = found;
    const { key, counter } = query;
    const asked = byKey.get(key) ?? { key, counter, ways: [] };
    asked.ways.push(negated === literal.negated ? [spanOf(query)] : refusalsOf(query));
    byKey.set(key, asked);
  }
  return [...byKey.values()].sort((a, b) => depthOf(b) - depthOf(a));
};

const covers = (wide: EventMatch, narrow: EventMatch): boolean => {
  const asked = new Set(narrow.where.map((each) => canonicalJson(each)));
  return wide.event === narrow.event && wide.where.every((each) => asked.has(canonicalJson(each)));
};

/** How often an event must have happened where something was counted that it is a part of. */
const impliedBy = ({ counter: counted, counts }: Counted, { counter }: Asked): Span[] => {
  if (counter.kind === 'sequence') return [];
  const parts = counted.steps.filter((step) => covers(counter.steps[0], step)).length;
  if (parts === 0) return [];
  const isLast = covers(counter.steps[0], counted.steps.at(-1)!);
  return counts.flatMap(({ window, count }) => {
    // earlier steps may lie before the time in which the last one was done
    const least = window === null ? parts * count : isLast ? count : 0;
    return [{ window, least, most: ENDLESS }];
  });
};

const nameOf = (window: Window | null): string => (window === null ? 'ever' : windowName(window));
const lengthOf = ({ window }: Pick<Span, 'window'>): number => window?.ms ?? ENDLESS;
// what is counted by the day reaches at least as far back as the same time counted by the hour
const isInDays = ({ window }: Pick<Span, 'window'>): number => Number(window?.unit === 'days');
const byLength = (a: Span, b: Span): number =>
  lengthOf(a) === lengthOf(b) ? isInDays(a) - isInDays(b) : lengthOf(a) - lengthOf(b);

/** The fewest that meet every span, where a longer time holds all of a shorter; null where there is no such number. */
const fewest = (spans: readonly Span[]): Counts | null => {
  const counts = new Map<string, Counts[number]>();
  let count = 0;
  for (const { window, least } of [...spans].sort(byLength)) {
    count = Math.max(count, least);
    counts.set(nameOf(window), { window, count });
  }
  const fits = spans.every(({ window, most }) => counts.get(nameOf(window))!.count <= most);
  return fits ? [...counts.values()] : null;
};

/** Every way to take one of each. */
const choices = (ways: readonly (readonly Span[])[]): Span[][] =>
  ways.reduce<Span[][]>((taken, way) => taken.flatMap((each) => way.map((span) => [...each, span])), [[]]);

const ever: Span = { window: null, least: 0, most: ENDLESS };

const countsFor = (asked: Asked, known: readonly Counted[]): Counts | null => {
  if (asked.ways.filter(({ length }) => length > 1).length > MOST_REFUSALS) return null;
  const implied = known.flatMap((each) => impliedBy(each, asked));
  for (const way of choices(asked.ways)) {
    const counts = fewest([ever, ...implied, ...way]);
    if (counts !== null) return counts;
  }
  return null;
};

const tallyOf = ({ counts }: Counted): TallyFact => {
  const within = counts.flatMap(({ window, count }) =>
    window === null ? [] : [[windowName(window), count] as const],
  );
  return {
    total: counts.at(-1)!.count,
    ...(within.length > 0 && { within: Object.fromEntries(within) }),
  };
};

/**
 * The counters of a customer who did what the comparisons with the history ask, and nothing that they refuse, as facts
 * have them: whoever did a sequence did its steps. Null where none asks about the history, or no such customer is found.
 * @example exampleHistory([viewedThrice]) // { '5f0c…': { total: 3, within: { '7d': 3 } } }
 */
export const exampleHistory = (literals: readonly Literal[]): Record<string, TallyFact> | null => {
  const counted: Counted[] = [];
  for (const asked of askedOf(literals)) {
    const counts = countsFor(asked, counted);
    if (counts === null) return null;
    counted.push({ ...asked, counts });
  }
  return counted.length === 0 ? null : Object.fromEntries(counted.map((each) => [each.key, tallyOf(each)]));
};
