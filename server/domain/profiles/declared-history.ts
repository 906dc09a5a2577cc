import type { StoredEvent } from '#schemas/event.ts';
import type { Keeps } from '#schemas/history.ts';
import { digestOf } from '#server/domain/conditions/digest.ts';
import type { CounterDefinition, EventMatch } from '#server/domain/conditions/history-query.ts';
import { findComparison } from '#server/domain/conditions/operators.ts';
import { readerOf, slotOf } from '#server/domain/conditions/slots.ts';

/** A counter that conditions ask for, and how far back it must be known by the day and by the hour. */
export type Counter = { key: string; definition: CounterDefinition; keeps: Keeps };

type Matches = (event: Pick<StoredEvent, 'type' | 'data'>) => boolean;

/** A counter ready to count: whether an event could be each of its steps. */
export type DeclaredCounter = Counter & { matches: readonly Matches[] };

/** The counters of a release. */
export type DeclaredHistory = {
  /** Equal for equal sets of counters. */
  id: string;
  counters: readonly DeclaredCounter[];
  byEvent: ReadonlyMap<string, readonly DeclaredCounter[]>;
};

const matcherOf = ({ event, where }: EventMatch): Matches => {
  const tests = where.map(({ path, operator, value }) => {
    const read = readerOf(slotOf({ fact: 'data', path }));
    const compare = findComparison(operator)!;
    return (data: StoredEvent['data']): boolean => compare(read({ data }), value);
  });
  return ({ type, data }) => type === event && tests.every((test) => test(data));
};

const groupByEvent = (counters: readonly DeclaredCounter[]): Map<string, DeclaredCounter[]> => {
  const groups = new Map<string, DeclaredCounter[]>();
  for (const counter of counters)
    for (const event of new Set(counter.definition.steps.map((step) => step.event)))
      groups.set(event, [...(groups.get(event) ?? []), counter]);
  return groups;
};

const nameOf = ({ key, keeps: { days, hours } }: Counter): string => `${key}:${days}d${hours}h`;

/**
 * Counters ready to count events.
 * @example declareHistory([]).byEvent.size // 0
 */
export const declareHistory = (counters: readonly Counter[]): DeclaredHistory => {
  const declared = counters.map(
    (counter): DeclaredCounter => ({
      ...counter,
      matches: counter.definition.steps.map(matcherOf),
    }),
  );
  return {
    id: digestOf(counters.map(nameOf).sort().join(' ')),
    counters: declared,
    byEvent: groupByEvent(declared),
  };
};
