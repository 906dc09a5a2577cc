import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StoredEvent } from '#schemas/event.ts';
import type { Profile } from '#schemas/profile.ts';
import { emptyProfile } from '#server/domain/profiles/empty.ts';
import { foldEvents } from '#server/domain/profiles/fold.ts';
import { membershipOf } from '#server/domain/segments/evaluate.ts';
import { evidenceOf, releaseOf } from '#test/domain/decisions/shop.ts';
import { context, event, order, start } from '#test/domain/profiles/events.ts';
import { day, evaluateAt, hour, minute, timedSegments, withMemberships } from './segments.ts';

const release = releaseOf({ documents: timedSegments, preferences: { time_zone: 'Asia/Kolkata' } });
const folding = { ...context, settings: release.settings, history: release.history };
const evidence = evidenceOf();

type Step = { after: number; what: 'time' | 'view' | 'order' | 'visit' | 'subscribe' };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    after: fc.oneof(
      fc.integer({ min: 1, max: 30 * minute }),
      fc.integer({ min: 1, max: 14 * hour }),
      fc.integer({ min: 1, max: 4 * day }),
      fc.constantFrom(1, hour, day, 1.5 * day, 2 * day, 3 * day),
    ),
    what: fc.constantFrom('time', 'time', 'view', 'order', 'visit', 'subscribe'),
  }),
  { minLength: 1, maxLength: 25 },
);

const eventAt = (what: Step['what'], at: Date): StoredEvent => {
  const minutes = (at.getTime() - start.getTime()) / minute;
  const drafts: Record<Exclude<Step['what'], 'time'>, StoredEvent> = {
    view: event({ type: 'product_viewed', data: { product_id: 'tea' } }),
    order: order(minutes),
    visit: event({ type: 'page_viewed', context: { channel: 'web' } }),
    subscribe: event({ type: 'identify', data: { traits: { until: at.toISOString() } } }),
  };
  return { ...drafts[what as keyof typeof drafts], messageId: `m${minutes}`, at, receivedAt: at };
};

/** As the store does it: at every event, and when time alone was said to change something; else not at all. */
const kept = async (profile: Profile, at: Date, isNew: boolean): Promise<Profile> => {
  const isDue = profile.segmentsDueAt != null && profile.segmentsDueAt <= at;
  return isNew || isDue ? withMemberships(profile, await evaluateAt(profile, release, at)) : profile;
};

test('memberships that are kept up with events and time are those computed from scratch, after every step', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(steps, async (history) => {
      let now = start.getTime();
      let profile = emptyProfile({ id: 'customer_id:7', identity: 'customer_id:7', subject: '7', at: start });
      profile = await kept(profile, start, true);
      for (const { after, what } of history) {
        now += after;
        const at = new Date(now);
        if (what !== 'time') profile = foldEvents(profile, [eventAt(what, at)], folding).profile;
        profile = await kept(profile, at, what !== 'time');
        const scratch = await membershipOf({ profile, uploaded: [], release, evidence, at });
        expect(profile.memberships?.map(({ segment }) => segment)).toEqual([...scratch].sort());
        for (const segment of scratch) seen.add(segment);
      }
    }),
    { numRuns: 300 },
  );
  // a segment that nobody ever was in would prove nothing; one instant is not met by chance
  const met = timedSegments.map(({ body }) => (body as { key: string }).key);
  expect([...seen].sort()).toEqual(met.sort());
});
