/** A set of row numbers: bit `row % 32` of word `row / 32`. */
export type Bitmap = Int32Array<ArrayBuffer>;

const WORD = 32;

/** How many words hold so many rows. */
export const wordsFor = (rows: number): number => Math.ceil(rows / WORD);

/**
 * All rows from 0 up to `rows`.
 * @example fullBitmap(3)[0] // 0b111
 */
export const fullBitmap = (rows: number): Bitmap => {
  const bitmap = new Int32Array(wordsFor(rows)).fill(-1);
  const rest = rows % WORD;
  if (rest > 0) bitmap[bitmap.length - 1] = (1 << rest) - 1;
  return bitmap;
};

export const wordOf = (row: number): number => row >>> 5;
const bitOf = (row: number): number => 1 << (row & 31);

export const hasRow = (bitmap: Bitmap, row: number): boolean => (bitmap[wordOf(row)]! & bitOf(row)) !== 0;

export const addRow = (bitmap: Bitmap, row: number): void => {
  bitmap[wordOf(row)]! |= bitOf(row);
};

export const removeRow = (bitmap: Bitmap, row: number): void => {
  bitmap[wordOf(row)]! &= ~bitOf(row);
};

/** Keeps in `rows` only those that are in `other` too. */
export const intersect = (rows: Bitmap, other: Bitmap): void => {
  for (let word = 0; word < rows.length; word++) rows[word]! &= other[word]!;
};
