import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyProfile } from '#server/domain/profiles/empty.ts';
import {
  engagementByChannel,
  engagementHistory,
  pastEngagement,
} from '#server/domain/profiles/engagement-history.ts';
import { foldEvents } from '#server/domain/profiles/fold.ts';
import { compareMoments } from '#server/domain/profiles/order.ts';
import { context, event, history, minutesIn, order, start } from './events.ts';

const { settings } = context;
const empty = emptyProfile({ id: 'customer_id:7', identity: 'customer_id:7', subject: '7', at: start });
const day = 1440;

describe('engagement over time', () => {
  test('has a point at the end of each of 26 weeks, and fades through silent ones', () => {
    const { profile } = foldEvents(empty, [order(0)], context);
    const points = engagementHistory(profile, minutesIn(28 * day), settings);
    expect(points).toHaveLength(26);
    // 20 points halve in 14 days: 100 · (1 − 2^(−5/50)) after 28 days
    expect(points.at(-1)!.score).toBeCloseTo(6.697, 3);
  });

  test('is not known of weeks that had ended before the customer was first seen, and 0 from then on', () => {
    const { profile } = foldEvents(empty, [event({ type: 'played', minute: 0 })], context);
    const points = engagementHistory(profile, minutesIn(14 * day), settings);
    const seen = points.findIndex(({ at }) => at >= start);
    expect(seen).toBeGreaterThan(0);
    expect(points.map(({ score }) => score)).toEqual(points.map((_, index) => (index < seen ? null : 0)));
  });

  test('was at any past end of a week what folding up to then says', () => {
    fc.assert(
      fc.property(history, (events) => {
        const sorted = [...events].sort(compareMoments);
        const { profile } = foldEvents(empty, sorted, context);
        for (const { at, score } of engagementHistory(profile, minutesIn(20 * day), settings)) {
          if (at < profile.firstSeenAt) continue;
          const then = sorted.filter((item) => item.at <= at);
          const { engagement: was } = foldEvents(empty, then, context).profile;
          expect(score).toBeCloseTo(pastEngagement(was, at, settings), 9);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('engagement by channel', () => {
  test('counts what names a channel, what belongs to a visit of one, and e-mail for itself', () => {
    const events = [
      event({ type: 'searched', data: { query: 'tea' }, context: { channel: 'web' }, minute: 0 }),
      event({ type: 'searched', data: { query: 'cup' }, minute: 0, messageId: 'same visit' }),
      event({ type: 'email_clicked', minute: 0 }),
    ];
    const { engagement } = foldEvents(empty, events.sort(compareMoments), context).profile;
    const scores = engagementByChannel(engagement, start, settings);
    expect(scores.map(({ channel }) => channel).sort()).toEqual(['email', 'web']);
    // 4 points each by the default weights, in whatever order: 100 · (1 − 2^(−4/50))
    expect(scores.find(({ channel }) => channel === 'email')?.score).toBeCloseTo(5.394, 3);
  });

  test('leaves out what happened in no channel', () => {
    const { engagement } = foldEvents(empty, [order(0)], context).profile;
    expect(engagementByChannel(engagement, start, settings)).toEqual([]);
  });
});
