import type { StoredEvent } from '#schemas/event.ts';
import type { KeyedHash } from '#server/platform/keyed-hash.ts';

/** An address and nothing else: the same shape that browsers ask of an e-mail field. */
const address = /^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z\d-]+(\.[a-z\d-]+)+$/i;
const phoneKeys = new Set(['phone', 'phone_number', 'phonenumber', 'mobile', 'telephone']);
const addressKeys = new Set(['ip', 'ip_address', 'ipaddress', 'browser_ip', 'client_ip']);

const isAddress = (text: string): boolean => text.includes('@') && address.test(text.trim());

/**
 * What is kept in place of an e-mail address or telephone number: the same for the same one, so that conditions and
 * the matching of identities work, and good for nothing else.
 * @example contactHash('Ann@Shop.example', hash) // 'hmac:2Vx…'
 */
const contactHash = (text: string, hash: KeyedHash): string => `hmac:${hash(text.trim().toLowerCase())}`;

const phoneDigits = (text: string): string => text.replaceAll(/[^\d+]/g, '');

/** The value itself where nothing in it has to go, so that most events are not copied. */
const reduced = (value: unknown, key: string, hash: KeyedHash): unknown => {
  if (typeof value === 'string') {
    if (isAddress(value)) return contactHash(value, hash);
    return phoneKeys.has(key) && !value.startsWith('hmac:') ? contactHash(phoneDigits(value), hash) : value;
  }
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Array.isArray(value) ? reducedList(value, key, hash) : reducedObject(value, hash);
};

const reducedList = (list: readonly unknown[], key: string, hash: KeyedHash): readonly unknown[] => {
  const after = list.map((item) => reduced(item, key, hash));
  return after.some((item, index) => item !== list[index]) ? after : list;
};

const reducedObject = (object: object, hash: KeyedHash): object => {
  let after: Record<string, unknown> | undefined;
  for (const [key, value] of Object.entries(object)) {
    const name = key.toLowerCase();
    const isGone = addressKeys.has(name);
    const next = isGone ? undefined : reduced(value, name, hash);
    if (next === value) continue;
    after ??= { ...object };
    if (isGone) delete after[key];
    else after[key] = next;
  }
  return after ?? object;
};

/**
 * An event without what nothing here needs in the raw, wherever it stands: e-mail addresses and telephone numbers
 * become keyed hashes, IP addresses are left out. The id by which the shop knows a customer is taken as it is.
 */
export const minimizedEvent = (event: StoredEvent, hash: KeyedHash): StoredEvent => {
  const data = reducedObject(event.data, hash);
  const context = reducedObject(event.context, hash);
  if (data === event.data && context === event.context) return event;
  return { ...event, data: data as StoredEvent['data'], context: context as StoredEvent['context'] };
};
