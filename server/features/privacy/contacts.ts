import type { KeyedHash } from '#server/platform/keyed-hash.ts';

/** An address and nothing else: the same shape that browsers ask of an e-mail field. */
const address = /^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z\d-]+(\.[a-z\d-]+)+$/i;

/** Before the @ of an address within a text; what an address in a query or a path is parted from by is not in it. */
const local = /[\p{L}\p{M}\p{N}.!#$%'*+^_`{|}~-]/u;
const domain = /[\p{L}\p{M}\p{N}.-]/u;
/** As such, and as an address of a page has it. */
const signs = /@|%40/g;

/**
 * What is kept in place of an e-mail address or telephone number: the same for the same one, so that conditions and
 * the matching of identities work, and good for nothing else.
 * @example contactHash('Ann@Shop.example', hash) // 'hmac:2Vx…'
 */
export const contactHash = (text: string, hash: KeyedHash): string =>
  `hmac:${hash(text.trim().toLowerCase())}`;

/** Where the address around a sign begins; each character is looked at once for the sign behind it. */
const beginningOf = (text: string, sign: number, least: number): number => {
  let from = sign;
  while (from > least && local.test(text[from - 1]!)) from -= 1;
  while (from < sign && /[.'%]/.test(text[from]!)) from += 1;
  return from;
};

const endOf = (text: string, after: number): number => {
  let to = after;
  while (to < text.length && domain.test(text[to]!)) to += 1;
  while (to > after && /[.-]/.test(text[to - 1]!)) to -= 1;
  return text.slice(after, to).includes('.') ? to : after;
};

/**
 * A text with a keyed hash in place of each e-mail address in it; takes time in proportion to its length.
 * @example withoutAddresses('write to ann@shop.example, please', hash) // 'write to hmac:2Vx…, please'
 */
export const withoutAddresses = (text: string, hash: KeyedHash): string => {
  if (!text.includes('@') && !text.includes('%40')) return text;
  if (address.test(text.trim())) return contactHash(text, hash);
  let after = '';
  let done = 0;
  let behind = 0;
  for (const { 0: sign, index } of text.matchAll(signs)) {
    if (index < done) continue;
    // nothing is looked at again that belongs before an earlier sign
    const from = beginningOf(text, index, Math.max(done, behind));
    behind = index + sign.length;
    if (from === index) continue;
    const to = endOf(text, behind);
    if (to === behind) continue;
    const found = `${text.slice(from, index)}@${text.slice(behind, to)}`;
    after += text.slice(done, from) + contactHash(found, hash);
    done = to;
  }
  return done === 0 ? text : after + text.slice(done);
};
