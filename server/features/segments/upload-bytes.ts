import type { Readable } from 'node:stream';

const isUtf16 = ([first, second]: Buffer): boolean =>
  (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff) || first === 0 || second === 0;

/** The mark by which UTF-8 may begin. */
const mark = Buffer.from([0xef, 0xbb, 0xbf]);

const checked = (start: Buffer): Buffer => {
  if (isUtf16(start)) throw new Error('it is UTF-16, which is not read: save it as UTF-8');
  return start.subarray(0, mark.length).equals(mark) ? start.subarray(mark.length) : start;
};

/**
 * The bytes of a text as they come in, without a mark at their beginning.
 * @throws Error for UTF-16, with a mark or without: its letters are not what they look like
 */
export async function* bytesOfText(bytes: Readable): AsyncGenerator<Buffer> {
  let start: Buffer | null = Buffer.alloc(0);
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    if (start === null) {
      yield chunk;
      continue;
    }
    start = Buffer.concat([start, chunk]);
    if (start.length < mark.length) continue;
    yield checked(start);
    start = null;
  }
  if (start !== null) yield checked(start);
}

/** What takes the place of bytes that are no UTF-8. */
const lost = '\uFFFD';

/** Whether letters of a text could not be read. */
export const hasLostLetters = (text: string): boolean => text.includes(lost);
