import { describe, expect, test } from 'vitest';
import type { StoredEvent } from '#schemas/event.ts';
import { Settings } from '#schemas/settings.ts';
import { consentMade } from '#server/domain/profiles/consent.ts';
import { emptyProfile } from '#server/domain/profiles/empty.ts';
import { foldEvents } from '#server/domain/profiles/fold.ts';
import { readEvent } from '#server/domain/profiles/read-event.ts';

const start = new Date('2026-03-01T12:00:00Z');
const minute = (count: number): Date => new Date(start.getTime() + count * 60_000);
const context = { settings: Settings.parse({}), metrics: [], product: () => undefined };

const event = (minutes: number, parts: Partial<StoredEvent>): StoredEvent => ({
  messageId: `m${minutes}`,
  identity: 'customer_id:7',
  profileId: 'customer_id:7',
  type: 'page_viewed',
  data: {},
  context: {},
  at: minute(minutes),
  receivedAt: minute(minutes),
  source: 'api',
  ...parts,
});
const chose = (minutes: number, data: object, parts: Partial<StoredEvent> = {}): StoredEvent =>
  event(minutes, { type: 'consent_updated', data: { ...data }, ...parts });

const folded = (...events: StoredEvent[]) => {
  const empty = emptyProfile({ id: 'customer_id:7', identity: 'customer_id:7', subject: '7', at: start });
  return foldEvents(empty, events, context).profile;
};

describe('consent in a profile', () => {
  test('is the newest choice of each purpose, with its time and its end', () => {
    const profile = folded(
      chose(0, { purposes: { personalization: true, analytics: true } }),
      chose(1, { purposes: { personalization: false }, expires_at: '2027-03-01T00:00:00Z' }),
    );
    expect(profile.consent).toEqual({ personalization: false, analytics: true });
    expect(profile.consentDetails).toEqual({
      personalization: { at: minute(1), until: new Date('2027-03-01T00:00:00Z') },
      analytics: { at: minute(0) },
    });
  });
  test('that every event carries along keeps the time when it was first said', () => {
    const carried = { consent: { purposes: { analytics: true } } };
    const profile = folded(event(0, { context: carried }), event(1, { context: carried }));
    expect(profile.consentDetails).toEqual({ analytics: { at: minute(0) } });
  });
  test('to e-mail ends with the unsubscription', () => {
    const given = chose(0, { purposes: { marketing_email: true } });
    expect(folded(given, event(1, { type: 'email_unsubscribed' })).consent).toEqual({
      marketing_email: false,
    });
  });
  test('is refused by Global Privacy Control, and given by a later choice', () => {
    const signaled = event(0, { context: { gpc: true } });
    expect(folded(signaled)).toMatchObject({
      consent: {
        personalization: false,
        profiling: false,
        cross_device: false,
        price_personalization: false,
      },
      consentDetails: { personalization: { at: start, signal: 'gpc' } },
    });
    expect(folded(signaled, chose(1, { purposes: { personalization: true } })).consent.personalization).toBe(
      true,
    );
  });
});

describe('a restriction of processing', () => {
  const restrict = (minutes: number, restricted: boolean, source: StoredEvent['source'] = 'system') =>
    chose(minutes, { purposes: {}, restricted }, { source });
  test('begins and ends when the shop says so', () => {
    expect(folded(restrict(0, true), restrict(1, true)).restrictedAt).toEqual(start);
    expect(folded(restrict(0, true), restrict(1, false)).restrictedAt).toBeNull();
  });
  test('is not ended by a browser', () => {
    expect(folded(restrict(0, true), restrict(1, false, 'api')).restrictedAt).toEqual(start);
  });
});

test('a trait that is null is removed', () => {
  const told = (minutes: number, traits: object) => event(minutes, { type: 'identified', data: { traits } });
  expect(folded(told(0, { plan: 'vip', city: 'Bonn' }), told(1, { city: null })).traits).toEqual({
    plan: 'vip',
  });
});

test('what was made of consent by an event leaves out what it only carried along', () => {
  const carried = { consent: { purposes: { analytics: true } } };
  const [first, second] = [event(0, { context: carried }), event(1, { context: carried })];
  const profile = folded(first, second);
  expect(consentMade(readEvent(first), profile)).toEqual({ analytics: true });
  expect(consentMade(readEvent(second), profile)).toEqual({});
});
