import { historyLimits, type Keeps } from '#schemas/history.ts';
import type { DocumentFault } from '#schemas/release.ts';
import { askedOfHistory, type HistoryQuery } from '#server/domain/conditions/history-query.ts';
import { bucketsFor, type Window, windowName } from '#server/domain/conditions/history-tally.ts';
import { counterText } from '#server/domain/conditions/history-words.ts';
import {
  type Counter,
  type DeclaredHistory,
  declareHistory,
} from '#server/domain/profiles/declared-history.ts';
import type { CounterUse, ReleaseHistory, SourceDocument } from './types.ts';

type Path = DocumentFault['path'];
type Json = Readonly<Record<string, unknown>>;
/** One comparison with customers' histories, and where it stands. */
type Use = { document: string; path: Path; query: HistoryQuery };

/** Where documents have conditions; of journeys the guards of the machine too. */
const places: Readonly<Partial<Record<SourceDocument['kind'], readonly string[]>>> = {
  rule: ['conditions'],
  segment: ['conditions'],
  condition: ['conditions'],
  experiment: ['audience'],
  journey: ['entry', 'machine'],
};

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

const stepOf = (parent: unknown, key: string): string | number => (Array.isArray(parent) ? Number(key) : key);

const queriesIn = (value: unknown, path: Path): Omit<Use, 'document'>[] => {
  if (!isObject(value)) return [];
  const { operator } = value;
  const asked = typeof operator === 'string' ? askedOfHistory({ operator, value: value['value'] }) : null;
  if (asked !== null) return [{ path: [...path, 'value'], query: asked.query }];
  return Object.entries(value).flatMap(([key, inner]) => queriesIn(inner, [...path, stepOf(value, key)]));
};

const keyOf = (body: Json): string => (typeof body['key'] === 'string' ? body['key'] : '?');

const usesIn = ({ kind, body }: SourceDocument): Use[] => {
  if (!isObject(body)) return [];
  const document = `${kind}/${keyOf(body)}`;
  return (places[kind] ?? []).flatMap((place) =>
    queriesIn(body[place], [place]).map((use) => ({ document, ...use })),
  );
};

/** What the longest of the windows needs; a total is always kept. */
const keepsFor = (windows: readonly Window[]): Keeps => {
  const most = (unit: keyof Keeps): number =>
    Math.max(0, ...windows.filter((window) => window.unit === unit).map(bucketsFor));
  return { days: most('days'), hours: most('hours') };
};

const byCounter = (documents: readonly SourceDocument[]): Map<string, Use[]> => {
  const groups = new Map<string, Use[]>();
  for (const use of documents.flatMap(usesIn))
    groups.set(use.query.key, [...(groups.get(use.query.key) ?? []), use]);
  return groups;
};

const windowsOf = (uses: readonly Use[]): Window[] => {
  const windows = uses.flatMap(({ query: { window } }) => window ?? []);
  return [...new Map(windows.map((window) => [windowName(window), window])).values()];
};

const counterOf = ([key, uses]: [string, Use[]]): CounterUse => {
  const windows = windowsOf(uses);
  return {
    key,
    definition: uses[0]!.query.counter,
    keeps: keepsFor(windows),
    windows,
    usedBy: [...new Set(uses.map(({ document }) => document))],
  };
};

/**
 * The counters that documents declare by their conditions: those of rules, segments, named conditions, audiences, and
 * of journeys' entries and guards, whether enabled or not.
 * @example declaredHistory(documents).uses[0]?.usedBy // ['segment/browsers', 'rule/again']
 */
export const declaredHistory = (documents: readonly SourceDocument[]): ReleaseHistory => {
  const uses = [...byCounter(documents)].map(counterOf);
  return { ...declareHistory(uses), uses };
};

const withMore = (one: Counter | undefined, { key, definition, keeps }: Counter): Counter => ({
  key,
  definition,
  keeps: {
    days: Math.max(keeps.days, one?.keeps.days ?? 0),
    hours: Math.max(keeps.hours, one?.keeps.hours ?? 0),
  },
});

/**
 * The counters of both, each as far back as either needs it: those of a release, and what a draft would add.
 * @example jointHistory(release.history, declaredHistory([draft])).counters.length
 */
export const jointHistory = (one: DeclaredHistory, other: DeclaredHistory): DeclaredHistory => {
  const counters = new Map<string, Counter>();
  for (const counter of [...one.counters, ...other.counters])
    counters.set(counter.key, withMore(counters.get(counter.key), counter));
  return declareHistory([...counters.values()]);
};

/** Every use of a counter beyond as many as profiles have room for. */
export const counterFaults = (documents: readonly SourceDocument[]): DocumentFault[] =>
  [...byCounter(documents).values()].slice(historyLimits.counters).flatMap((uses, index) =>
    uses.map(({ document, path, query }) => ({
      document,
      path,
      message: `"${counterText(query.counter)}" is counter ${historyLimits.counters + index + 1}; a release may declare ${historyLimits.counters}`,
    })),
  );
