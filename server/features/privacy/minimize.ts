import type { StoredEvent } from '#schemas/event.ts';
import type { KeyedHash } from '#server/platform/keyed-hash.ts';
import { contactHash, withoutAddresses } from './contacts.ts';

const phoneKeys = new Set(['phone', 'phone_number', 'phonenumber', 'mobile', 'telephone']);
const addressKeys = new Set(['ip', 'ip_address', 'ipaddress', 'browser_ip', 'client_ip']);

const phoneDigits = (text: string): string => text.replaceAll(/[^\d+]/g, '');

/** The value itself where nothing in it has to go, so that most events are not copied. */
const reduced = (value: unknown, key: string, hash: KeyedHash): unknown => {
  if (typeof value === 'string') {
    const bare = withoutAddresses(value, hash);
    return phoneKeys.has(key) && !bare.startsWith('hmac:') ? contactHash(phoneDigits(bare), hash) : bare;
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
    const nextKey = withoutAddresses(key, hash);
    if (next === value && nextKey === key) continue;
    after ??= { ...object };
    if (isGone || nextKey !== key) delete after[key];
    if (!isGone) after[nextKey] = next;
  }
  return after ?? object;
};

/**
 * A value without what nothing here needs in the raw, wherever it stands: e-mail addresses and telephone numbers
 * become keyed hashes, IP addresses are left out.
 */
export const minimized = (value: unknown, hash: KeyedHash): unknown => reduced(value, '', hash);

/** An event whose data and context are minimized. The id by which the shop knows a customer is taken as it is. */
export const minimizedEvent = (event: StoredEvent, hash: KeyedHash): StoredEvent => {
  const data = reducedObject(event.data, hash);
  const context = reducedObject(event.context, hash);
  if (data === event.data && context === event.context) return event;
  return { ...event, data: data as StoredEvent['data'], context: context as StoredEvent['context'] };
};
