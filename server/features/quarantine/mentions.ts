import { contactHashes } from '#schemas/contact-hash.ts';

type Fields = Record<string, unknown>;

/** The fields by which senders name people, in small letters and without what parts words, and whom each names. */
const namers: ReadonlyMap<string, 'customer_id' | 'anonymous_id'> = new Map([
  ['userid', 'customer_id'],
  ['customerid', 'customer_id'],
  ['previousid', 'customer_id'],
  ['anonymousid', 'anonymous_id'],
  ['attuneanonymousid', 'anonymous_id'],
]);
const most = 100;
const longest = 300;

const isId = (value: unknown): value is string | number =>
  (typeof value === 'string' && value !== '') || typeof value === 'number';

const collect = (value: unknown, key: string, found: Set<string>): void => {
  if (found.size >= most) return;
  if (isId(value)) {
    const text = String(value);
    const namer = namers.get(key.toLowerCase().replaceAll(/[_-]/g, ''));
    if (namer !== undefined) found.add(`${namer}:${text}`.slice(0, longest));
    // who had the id before may have been a visitor
    if (namer !== undefined && /previous/i.test(key)) found.add(`anonymous_id:${text}`.slice(0, longest));
    for (const [contact] of text.matchAll(contactHashes)) found.add(contact);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [name, item] of Object.entries(value as Fields))
    collect(item, Array.isArray(value) ? key : name, found);
};

/**
 * Whom a row names, wherever it does: the identities in it and the hashes of its e-mail addresses, so that what is
 * about somebody is found although nobody could read whose it is.
 * @example mentionsIn({ userId: 7, traits: {} }) // ['customer_id:7']
 */
export const mentionsIn = (row: unknown): string[] => {
  const found = new Set<string>();
  collect(row, '', found);
  return [...found];
};
