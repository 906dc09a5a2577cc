import type { StoredEvent } from '#schemas/event.ts';
import type { ProfileHistory, Tally } from '#schemas/history.ts';
import { bucketOf, oldestKept } from '#server/domain/conditions/history-tally.ts';
import { type DeclaredCounter, type DeclaredHistory, declareHistory } from './declared-history.ts';
import { advance } from './history-sequence.ts';
import { own } from './records.ts';

/** What counting reads of an event. */
export type Counted = Pick<StoredEvent, 'type' | 'data' | 'at'>;
type Counts = Record<string, number>;

/** The counts with one more in a bucket, without those that no window reaches any more. */
const plusOne = (unit: keyof Tally['keeps'], counts: Counts, at: Date, kept: number): Counts => {
  if (kept === 0) return counts;
  const bucket = bucketOf(unit, at.getTime());
  const before = own(counts, bucket);
  const after = { ...counts, [bucket]: (before ?? 0) + 1 };
  // only a bucket that is new moves the window on
  return before === undefined ? within(unit, after, kept) : after;
};

const lastOf = (names: readonly string[]): string | undefined => {
  let last: string | undefined;
  for (const name of names) if (last === undefined || name > last) last = name;
  return last;
};

/** One bucket more than windows need is kept: clocks may differ, so that an event is a little later than now. */
const within = (unit: keyof Tally['keeps'], counts: Counts, kept: number): Counts => {
  if (kept === 0) return {};
  const names = Object.keys(counts);
  const newest = lastOf(names);
  if (newest === undefined) return counts;
  const oldest = oldestKept(unit, newest, kept + 1);
  return names.some((name) => name < oldest)
    ? Object.fromEntries(Object.entries(counts).filter(([name]) => name >= oldest))
    : counts;
};

const counted = (tally: Tally, at: Date): Tally => {
  const { keeps, days, hours, total } = tally;
  return {
    total: total + 1,
    keeps,
    days: plusOne('days', days, at, keeps.days),
    hours: plusOne('hours', hours, at, keeps.hours),
  };
};

/** A sequence counts when its last step is done; then it begins anew. */
const step = (history: ProfileHistory, event: Counted, counter: DeclaredCounter): ProfileHistory => {
  const { key, definition, matches } = counter;
  const tally = own(history.tallies, key);
  if (tally === undefined) return history;
  const matched = matches.map((holds) => holds(event));
  if (!matched.includes(true)) return history;
  const plus = (): ProfileHistory['tallies'] => ({ ...history.tallies, [key]: counted(tally, event.at) });
  if (definition.kind === 'event') return { ...history, tallies: plus() };
  const { begun, done } = advance({
    begun: history.begun[key] ?? [],
    matched,
    at: event.at,
    withinMs: definition.withinMs,
  });
  return {
    ...history,
    begun: { ...history.begun, [key]: begun },
    ...(done && { tallies: plus() }),
  };
};

/** The history of a customer of whom nothing is known: everything declared is counted, and zero. */
const empty = ({ id, counters }: DeclaredHistory): ProfileHistory => ({
  declared: id,
  tallies: Object.fromEntries(
    counters.map(({ key, keeps }) => [key, { total: 0, keeps, days: {}, hours: {} }]),
  ),
  begun: Object.fromEntries(
    counters.flatMap(({ key, definition }) =>
      definition.kind === 'sequence' ? [[key, definition.steps.slice(1).map(() => null)]] : [],
    ),
  ),
});

// decisions ask for it again and again
const zeros = new WeakMap<DeclaredHistory, ProfileHistory['tallies']>();

/**
 * The counters of a customer who was never seen: all at zero.
 * @example untouched(declared)[key]?.total // 0
 */
export const untouched = (declared: DeclaredHistory): ProfileHistory['tallies'] => {
  const known = zeros.get(declared) ?? empty(declared).tallies;
  zeros.set(declared, known);
  return known;
};

/**
 * Whether a customer's counters hold one as far back as it is needed.
 * @example holds(profile.history, declared.counters[0]) // true
 */
export const holds = (
  { tallies }: Pick<ProfileHistory, 'tallies'>,
  { key, keeps }: Pick<DeclaredCounter, 'key' | 'keeps'>,
): boolean => {
  const kept = own(tallies, key)?.keeps;
  return kept !== undefined && kept.days >= keeps.days && kept.hours >= keeps.hours;
};

const cut = ({ total, days, hours }: Tally, { keeps }: DeclaredCounter): Tally => ({
  total,
  keeps,
  days: within('days', days, keeps.days),
  hours: within('hours', hours, keeps.hours),
});

/** What of a history is still declared. What is declared and was never counted for this customer stays out. */
const stillDeclared = (history: ProfileHistory, declared: DeclaredHistory): ProfileHistory => {
  if (history.declared === declared.id) return history;
  const present = declared.counters.filter((counter) => holds(history, counter));
  return {
    declared: present.length === declared.counters.length ? declared.id : declareHistory(present).id,
    tallies: Object.fromEntries(present.map((each) => [each.key, cut(history.tallies[each.key]!, each)])),
    begun: Object.fromEntries(
      present.flatMap(({ key }) => (history.begun[key] ? [[key, history.begun[key]]] : [])),
    ),
  };
};

const nothing: ProfileHistory = { declared: '', tallies: {}, begun: {} };

/** Whether all that is declared was counted for the customer. */
export const isCounted = (
  history: ProfileHistory | undefined,
  declared: DeclaredHistory | undefined,
): boolean => declared === undefined || declared.counters.length === 0 || history?.declared === declared.id;

type Before = { history: ProfileHistory | undefined; isFirst: boolean };

/**
 * A customer's counters after an event, undefined where nothing is declared. Events come in order. The first event
 * finds everything declared at zero; later, what a release declares anew is not counted here but by `completeHistory`.
 * @example foldHistory({ history: undefined, isFirst: true }, searched, declared)?.tallies[key]?.total // 1
 */
export const foldHistory = (
  { history, isFirst }: Before,
  event: Counted,
  declared: DeclaredHistory | undefined,
): ProfileHistory | undefined => {
  if (declared === undefined || declared.counters.length === 0) return undefined;
  const before = isFirst ? empty(declared) : stillDeclared(history ?? nothing, declared);
  return (declared.byEvent.get(event.type) ?? []).reduce(
    (after, counter) => step(after, event, counter),
    before,
  );
};

/** What of a declaration was never counted for a customer. */
const lackingOf = (present: ProfileHistory, declared: DeclaredHistory): DeclaredCounter[] =>
  declared.counters.filter((counter) => !holds(present, counter));

/**
 * What is read of events to count for a customer what they lack: of which types, and whether their data too.
 * @example neededToComplete(undefined, declared) // { types: ['searched'], withData: false }
 */
export const neededToComplete = (
  history: ProfileHistory | undefined,
  declared: DeclaredHistory,
): { types: string[]; withData: boolean } => {
  const steps = lackingOf(history ?? nothing, declared).flatMap(({ definition }) => [...definition.steps]);
  return {
    types: [...new Set(steps.map(({ event }) => event))],
    withData: steps.some(({ where }) => where.length > 0),
  };
};

/**
 * A customer's counters with those counted that were lacking, from all events that are in the profile, in order. What
 * is there already stays: it may know of events that have expired since.
 * @example completeHistory(undefined, events, declared)?.declared === declared.id // true
 */
export const completeHistory = (
  history: ProfileHistory | undefined,
  events: readonly Counted[],
  declared: DeclaredHistory,
): ProfileHistory | undefined => {
  if (declared.counters.length === 0) return undefined;
  const present = stillDeclared(history ?? nothing, declared);
  const lacking = declareHistory(lackingOf(present, declared));
  const made = events.reduce(
    (after, event) =>
      (lacking.byEvent.get(event.type) ?? []).reduce((next, counter) => step(next, event, counter), after),
    empty(lacking),
  );
  return {
    declared: declared.id,
    tallies: { ...present.tallies, ...made.tallies },
    begun: { ...present.begun, ...made.begun },
  };
};
