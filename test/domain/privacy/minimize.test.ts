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
  [
    'an e-mail address within a text',
    { query: 'write to Zoe@example.com please, or <zoe@example.com>.' },
    { query: `write to ${hashed('zoe@example.com')} please, or <${hashed('zoe@example.com')}>.` },
  ],
  [
    'an e-mail address in the address of a page',
    { url: 'https://s.example/?email=zoe%40example.com&a=1' },
    { url: `https://s.example/?email=${hashed('zoe@example.com')}&a=1` },
  ],
  ['an e-mail address as a key', { 'zoe@example.com': 1 }, { [hashed('zoe@example.com')]: 1 }],
  ['a telephone number by its key', { phone: '+49 (228) 1-2' }, { phone: hashed('+4922812') }],
  ['an IP address by its key', { browser_ip: '203.0.113.7', plan: 'gold' }, { plan: 'gold' }],
])('%s is not stored in the raw', (_what, data, kept) => {
  expect(minimizedEvent(event(data), hash).data).toEqual(kept);
  expect(minimizedEvent(event({}, data), hash).context).toEqual(kept);
});

test.each<[string, StoredEvent['data']]>([
  ['text with a path of a package', { note: '@scope/name and user@host' }],
  ['text with an at sign', { handle: '@ann', review: '5 @ night' }],
  ['numbers, dates and lists', { total: 5, when: null, items: [{ product_id: 'p1' }] }],
  ['what was hashed before', { email: hashed('ann@shop.example'), phone: hashed('+49') }],
])('%s is kept, and not even copied', (_what, data) => {
  const sent = event(data, { device: 'mobile' });
  expect(minimizedEvent(sent, hash)).toBe(sent);
});

test('a text is read in time that grows with its length alone', () => {
  const parts = (length: number) => [
    'a'.repeat(length),
    '@'.repeat(length),
    'a@'.repeat(length),
    '@a.'.repeat(length),
    '%40'.repeat(length),
  ];
  // a reading in quadratic time would need minutes
  for (const note of parts(300_000)) minimizedEvent(event({ note }), hash);
});

test('another secret gives another hash, and so does another use', () => {
  const hashes = [
    hash('ann@shop.example'),
    createKeyedHash('another secret', 'contact')('ann@shop.example'),
    createKeyedHash('a secret for tests', 'erasure')('ann@shop.example'),
  ];
  expect(new Set(hashes).size).toBe(3);
});
