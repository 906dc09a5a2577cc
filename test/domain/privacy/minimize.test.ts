import { expect, test } from 'vitest';
import type { StoredEvent } from '#schemas/event.ts';
import { minimizedEvent } from '#server/features/privacy/minimize.ts';
import { createKeyedHash } from '#server/platform/keyed-hash.ts';

const at = new Date('2026-03-01T12:00:00Z');
const hash = createKeyedHash('a secret for tests', 'contact');
const event = (data: StoredEvent['data'], context: StoredEvent['context'] = {}): StoredEvent => ({
  messageId: 'm',
  identity: 'customer_id:7',
  profileId: 'customer_id:7',
  type: 'identified',
  data,
  context,
  at,
  receivedAt: at,
  source: 'api',
});
const hashed = (text: string): string => `hmac:${hash(text)}`;

test.each<[string, StoredEvent['data'], StoredEvent['data']]>([
  [
    'an e-mail address anywhere',
    { a: [{ b: 'Ann@Shop.example' }] },
    { a: [{ b: hashed('ann@shop.example') }] },
  ],
  ['a telephone number by its key', { phone: '+49 (228) 1-2' }, { phone: hashed('+4922812') }],
  ['an IP address by its key', { browser_ip: '203.0.113.7', plan: 'gold' }, { plan: 'gold' }],
])('%s is not stored in the raw', (_what, data, kept) => {
  expect(minimizedEvent(event(data), hash).data).toEqual(kept);
  expect(minimizedEvent(event({}, data), hash).context).toEqual(kept);
});

test.each<[string, StoredEvent['data']]>([
  ['text that only holds an address', { query: 'mail ann@shop.example please' }],
  ['text with an at sign', { handle: '@ann', review: '5 @ night' }],
  ['numbers, dates and lists', { total: 5, when: null, items: [{ product_id: 'p1' }] }],
  ['what was hashed before', { email: hashed('ann@shop.example'), phone: hashed('+49') }],
])('%s is kept, and not even copied', (_what, data) => {
  const sent = event(data, { device: 'mobile' });
  expect(minimizedEvent(sent, hash)).toBe(sent);
});

test('another secret gives another hash, and so does another use', () => {
  const hashes = [
    hash('ann@shop.example'),
    createKeyedHash('another secret', 'contact')('ann@shop.example'),
    createKeyedHash('a secret for tests', 'erasure')('ann@shop.example'),
  ];
  expect(new Set(hashes).size).toBe(3);
});
