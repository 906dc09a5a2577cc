const MOST_SHORT = 48;

/**
 * Writes text as UTF-8 where the buffer has room for it, and answers its size. Short ASCII, as most text is, costs
 * less here than in a call of the buffer's own function.
 */
export function writeText(text: string, target: Buffer, at: number): number {
  const { length } = text;
  if (length > MOST_SHORT) return target.write(text, at, 'utf8');
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) return target.write(text, at, 'utf8');
    target[at + i] = code;
  }
  return length;
}
