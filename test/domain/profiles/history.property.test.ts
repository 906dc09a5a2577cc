import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StoredEvent } from '#schemas/event.ts';
import type { Performed, Sequence, Step, Where } from '#schemas/history.ts';
import type { Profile } from '#schemas/profile.ts';
import { foundIn } from '#server/domain/conditions/history-words.ts';
import { emptyProfile } from '#server/domain/profiles/empty.ts';
import { foldEvents } from '#server/domain/profiles/fold.ts';
import { completeHistory, isCounted } from '#server/domain/profiles/history.ts';
import { compareMoments } from '#server/domain/profiles/order.ts';
import type { ReleaseHistory } from '#server/domain/releases/types.ts';
import { context } from './events.ts';
import { type Asked, asked, declaredBy, happened } from './history-cases.ts';

const inOrder = (events: readonly StoredEvent[]): StoredEvent[] => [...events].sort(compareMoments);

const folded = (events: readonly StoredEvent[], history: ReleaseHistory): Profile => {
  const [first] = events;
  const start = emptyProfile({ id: 'customer_id:7', identity: 'customer_id:7', subject: '7', at: first!.at });
  return foldEvents(start, events, { ...context, history }).profile;
};

const [HOUR, DAY] = [3_600_000, 86_400_000];
const unitOf = { m: 60_000, h: HOUR, d: DAY, w: 7 * DAY } as const;
const spanOf = (text: string): number =>
  Number.parseInt(text, 10) * unitOf[text.at(-1) as keyof typeof unitOf];

/** The rule as the guide states it: the edge that lies back is moved to where its hour or UTC day begins. */
const isWithin = (at: Date, window: string | undefined, now: Date): boolean => {
  if (window === undefined) return true;
  const bucket = window.endsWith('h') && spanOf(window) <= 48 * HOUR ? HOUR : DAY;
  const start = Math.floor((now.getTime() - spanOf(window)) / bucket) * bucket;
  const end = (Math.floor(now.getTime() / bucket) + 1) * bucket;
  return at.getTime() >= start && at.getTime() < end;
};

const meets = ({ path, operator, value }: Where, data: Record<string, unknown>): boolean => {
  const actual = data[path.slice(2)];
  if (operator === 'greaterThan') return (actual as number) > (value as number);
  return operator === 'in' ? (value as unknown[]).includes(actual) : actual !== value;
};
const isStep = ({ event, where = [] }: Step, { type, data }: StoredEvent): boolean =>
  type === event && where.every((each) => meets(each, data));

/** Whether the events, of which the last is the last step, hold the steps in order and in time: every way is tried. */
const completes = (
  { steps, within }: Sequence,
  events: readonly StoredEvent[],
  last: StoredEvent,
): boolean => {
  const from = (step: number, index: number, start: number | null): boolean => {
    if (step === steps.length) return events[index - 1] === last;
    return events.slice(index).some((each, offset) => {
      const began = start ?? each.at.getTime();
      const isNext = isStep(steps[step]!, each) && each.at.getTime() - began <= spanOf(within);
      return isNext && from(step + 1, index + offset + 1, began);
    });
  };
  return from(0, 0, null);
};

/** When each completion ended: as early as can be, then again from the event after it. */
const completions = (sequence: Sequence, events: readonly StoredEvent[]): Date[] => {
  const ends: Date[] = [];
  let begin = 0;
  for (const [index, event] of events.entries())
    if (completes(sequence, events.slice(begin, index + 1), event)) {
      ends.push(event.at);
      begin = index + 1;
    }
  return ends;
};

/** The answer by looking at every event. */
const expected = ({ operator, value }: Asked, events: readonly StoredEvent[], now: Date): number => {
  if (operator === 'sequence') {
    const sequence = value as Sequence;
    return completions(sequence, events).filter((at) => isWithin(at, sequence.last, now)).length;
  }
  const { within, ...step } = value as Performed;
  return events.filter((event) => isStep(step, event) && isWithin(event.at, within, now)).length;
};

const later = fc.oneof(fc.integer({ min: 0, max: 2 * HOUR }), fc.integer({ min: 0, max: 12 * DAY }));
const questions = fc.array(asked, { minLength: 1, maxLength: 4 });

describe('the counters of a profile', () => {
  test('say at any later time what looking at every event says', () => {
    const happenedAtAll = { performed: 0, sequence: 0 };
    fc.assert(
      fc.property(happened, questions, later, (events, all, wait) => {
        const history = inOrder(events);
        const { tallies } = folded(history, declaredBy(all)).history!;
        const now = new Date(history.at(-1)!.at.getTime() + wait);
        for (const one of all) {
          const count = expected(one, history, now);
          happenedAtAll[one.operator] += Number(count > 0);
          expect(foundIn(one, tallies, now.toISOString())?.count).toBe(count);
        }
      }),
      { numRuns: 2000 },
    );
    expect(happenedAtAll.performed).toBeGreaterThan(500);
    expect(happenedAtAll.sequence).toBeGreaterThan(100);
  });

  test('are the same when a later release asks and all events are looked at once', () => {
    fc.assert(
      fc.property(happened, questions, questions, (events, before, after) => {
        const [history, declared] = [inOrder(events), declaredBy(after)];
        const known = folded(history, declaredBy(before));
        expect(completeHistory(known.history, history, declared)).toEqual(folded(history, declared).history);
      }),
      { numRuns: 500 },
    );
  });

  test('go on from there as if they had always been asked for', () => {
    fc.assert(
      fc.property(happened, fc.nat(30), questions, questions, (events, cut, before, after) => {
        const [history, declared] = [inOrder(events), declaredBy(after)];
        const known = folded(history.slice(0, cut + 1), declaredBy(before));
        const completed = completeHistory(known.history, history.slice(0, cut + 1), declared);
        const profile = { ...known, ...(completed && { history: completed }) };
        const { profile: next } = foldEvents(profile, history.slice(cut + 1), {
          ...context,
          history: declared,
        });
        expect(next.history).toEqual(folded(history, declared).history);
      }),
      { numRuns: 500 },
    );
  });

  test('that were never counted stay out until they are, and those no longer asked for go', () => {
    fc.assert(
      fc.property(happened, happened, questions, questions, (first, second, before, after) => {
        const declared = declaredBy(after);
        const known = folded(inOrder(first), declaredBy(before));
        const shifted = second.map((event) => ({ ...event, at: new Date(event.at.getTime() + 20 * DAY) }));
        const { profile } = foldEvents(known, inOrder(shifted), { ...context, history: declared });
        const kept = Object.keys(profile.history!.tallies);
        const old = Object.keys(known.history!.tallies);
        expect(kept.every((key) => old.includes(key))).toBe(true);
        expect(kept.every((key) => declared.counters.some((counter) => counter.key === key))).toBe(true);
        expect(isCounted(profile.history, declared)).toBe(kept.length === declared.counters.length);
      }),
      { numRuns: 300 },
    );
  });

  test('never hold more buckets than the longest window needs, and one', () => {
    fc.assert(
      fc.property(happened, questions, (events, all) => {
        const declared = declaredBy(all);
        const { tallies } = folded(inOrder(events), declared).history!;
        for (const { key, keeps } of declared.counters) {
          const { days, hours } = tallies[key]!;
          expect(Object.keys(days).length).toBeLessThanOrEqual(keeps.days === 0 ? 0 : keeps.days + 2);
          expect(Object.keys(hours).length).toBeLessThanOrEqual(keeps.hours === 0 ? 0 : keeps.hours + 2);
        }
      }),
    );
  });

  test('are gone once nothing is asked any more', () => {
    fc.assert(
      fc.property(happened, questions, (events, all) => {
        const [first, ...rest] = inOrder(events);
        const known = folded([first!], declaredBy(all));
        const { profile } = foldEvents(known, rest, { ...context, history: declaredBy([]) });
        expect('history' in profile).toBe(rest.length === 0);
      }),
    );
  });
});
