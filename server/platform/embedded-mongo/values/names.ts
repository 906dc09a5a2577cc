const SLOTS = 4096;
const LONGEST = 24;

const kept: (string | undefined)[] = new Array(SLOTS).fill(undefined);

/**
 * The text of a field name between two places. The names of a collection's documents are few, so they are kept:
 * finding one costs less than decoding it again. Only ASCII is kept, where a byte is a character.
 */
export function nameAt(bytes: Buffer, start: number, end: number): string {
  const length = end - start;
  if (length > LONGEST) return bytes.toString('utf8', start, end);
  let hash = length;
  for (let i = start; i < end; i++) {
    const byte = bytes[i] ?? 0;
    if (byte > 0x7f) return bytes.toString('utf8', start, end);
    hash = (Math.imul(hash, 31) + byte) | 0;
  }
  const slot = hash & (SLOTS - 1);
  const found = kept[slot];
  if (found !== undefined && isAt(found, bytes, start, length)) return found;
  const text = bytes.toString('latin1', start, end);
  kept[slot] = text;
  return text;
}

function isAt(text: string, bytes: Buffer, start: number, length: number): boolean {
  if (text.length !== length) return false;
  for (let i = 0; i < length; i++) if (text.charCodeAt(i) !== bytes[start + i]) return false;
  return true;
}

/** The place of the null byte that ends a name, or −1. */
export function endOfName(bytes: Buffer, start: number): number {
  for (let i = start; i < bytes.length; i++) if (bytes[i] === 0) return i;
  return -1;
}
