import { expect, test } from 'vitest';
import { type LiveState, matching, nextState, noEvents } from '../../admin/src/live/live-events.ts';
import type { LiveEvent } from '../../admin/src/live/types.ts';

const event = (messageId: string, fields: Partial<LiveEvent> = {}): LiveEvent => ({
  messageId,
  profileId: 'customer_id:7',
  type: 'page_viewed',
  data: {},
  source: 'api',
  at: '2026-03-01T12:00:00Z',
  significance: 0,
  ...fields,
});
const came = (state: LiveState, ...ids: string[]): LiveState =>
  ids.reduce((before, id) => nextState(before, { type: 'came', event: event(id) }), state);
const idsOf = (events: readonly LiveEvent[]) => events.map(({ messageId }) => messageId);

test('the newest event comes first', () => {
  expect(idsOf(came(noEvents, 'm1', 'm2').events)).toEqual(['m2', 'm1']);
});

test('what comes during a pause waits, and is shown when it is over', () => {
  const paused = came(nextState(came(noEvents, 'm1'), { type: 'paused', paused: true }), 'm2', 'm3');
  expect([idsOf(paused.events), idsOf(paused.held)]).toEqual([['m1'], ['m3', 'm2']]);
  const resumed = nextState(paused, { type: 'paused', paused: false });
  expect([idsOf(resumed.events), resumed.held]).toEqual([['m3', 'm2', 'm1'], []]);
});

test('200 events are kept, and of those that wait the ones that go unseen are counted', () => {
  const ids = Array.from({ length: 203 }, (_, index) => `m${index}`);
  expect(came(noEvents, ...ids).events).toHaveLength(200);
  const paused = came(nextState(noEvents, { type: 'paused', paused: true }), ...ids);
  expect([paused.held.length, paused.dropped]).toEqual([200, 3]);
});

test('what the server dropped is counted', () => {
  const once = nextState(noEvents, { type: 'dropped', count: 3 });
  expect(nextState(once, { type: 'dropped', count: 2 }).dropped).toBe(5);
});

test('events are found by a part of their type and of their customer', () => {
  const events = [event('m1', { type: 'searched' }), event('m2', { profileId: 'anonymous_id:x' })];
  expect(idsOf(matching(events, { type: 'search', customer: '' }))).toEqual(['m1']);
  expect(idsOf(matching(events, { type: ' ', customer: 'anonymous' }))).toEqual(['m2']);
});

test.each(['page viewed', 'Page_Viewed'])('“%s” finds page views, as they are shown or sent', (type) => {
  const events = [event('m1'), event('m2', { type: 'searched' })];
  expect(idsOf(matching(events, { type, customer: 'CUSTOMER' }))).toEqual(['m1']);
});
