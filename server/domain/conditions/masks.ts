import type { Bitmap } from './bitmap.ts';

/**
 * Numbered sets of rows, one for each class of values, side by side in memory. A mask is a base, which several may
 * share, save for a few words that are its own: so thousands of classes that differ little cost little more than one.
 */
export type Masks = {
  /** Where the base of a mask begins in `bases`. */
  baseAt: Int32Array;
  bases: Int32Array;
  /** The patches of mask `n` are those from `patchAt[n]` up to `patchAt[n + 1]`: which word, and its value. */
  patchAt: Int32Array;
  words: Int32Array;
  values: Int32Array;
};

/** Of so many words one may differ: patches take longer to apply than whole words. */
const FEW = 8;

/** A list of words that grows by doubling: thousands of small arrays would keep the garbage collector busy. */
const createBuffer = () => {
  let buffer = new Int32Array(1024);
  let length = 0;
  return {
    append: (words: Bitmap): number => {
      const at = length;
      length += words.length;
      if (length > buffer.length) {
        const larger = new Int32Array(Math.max(length, buffer.length * 2));
        larger.set(buffer);
        buffer = larger;
      }
      buffer.set(words, at);
      return at;
    },
    build: (): Int32Array => buffer.slice(0, length),
  };
};

/** Collects masks; each is known by its number from 0. */
export const createMasks = () => {
  const bases = createBuffer();
  const baseAt: number[] = [];
  const patchAt: number[] = [0];
  const words: number[] = [];
  const values: number[] = [];
  const end = (base: number): number => {
    patchAt.push(words.length);
    return baseAt.push(base) - 1;
  };
  /** A mask with a base of its own. */
  const add = (rows: Bitmap): number => end(bases.append(rows));
  return {
    add,
    /** A mask that differs from the base of an earlier one in a few words only, if they are few. */
    addVariant: (mask: number, rows: Bitmap, changed: ReadonlySet<number>): number => {
      if (changed.size * FEW >= rows.length) return add(rows);
      for (const word of Int32Array.from(changed).sort()) {
        words.push(word);
        values.push(rows[word]!);
      }
      return end(baseAt[mask]!);
    },
    build: (): Masks => ({
      baseAt: Int32Array.from(baseAt),
      bases: bases.build(),
      patchAt: Int32Array.from(patchAt),
      words: Int32Array.from(words),
      values: Int32Array.from(values),
    }),
  };
};
export type MaskCollector = ReturnType<typeof createMasks>;

const isPatched = ({ patchAt }: Masks, mask: number): boolean => patchAt[mask] !== patchAt[mask + 1];

const applyOne = ({ baseAt, bases, patchAt, words, values }: Masks, mask: number, alive: Bitmap): void => {
  const base = baseAt[mask]!;
  let word = 0;
  for (let patch = patchAt[mask]!, end = patchAt[mask + 1]!; patch < end; patch++) {
    const changed = words[patch]!;
    for (; word < changed; word++) alive[word]! &= bases[base + word]!;
    alive[word]! &= values[patch]!;
    word++;
  }
  for (; word < alive.length; word++) alive[word]! &= bases[base + word]!;
};

/** Four at a time take half the time of one by one. */
const applyFour = ({ baseAt, bases }: Masks, chosen: Int32Array, at: number, alive: Bitmap): void => {
  const a = baseAt[chosen[at]!]!;
  const b = baseAt[chosen[at + 1]!]!;
  const c = baseAt[chosen[at + 2]!]!;
  const d = baseAt[chosen[at + 3]!]!;
  for (let word = 0; word < alive.length; word++)
    alive[word]! &= bases[a + word]! & bases[b + word]! & bases[c + word]! & bases[d + word]!;
};

/** Keeps in `alive` only the rows that each of the chosen masks lets through. `chosen` is used up. */
export const applyMasks = (masks: Masks, chosen: Int32Array, alive: Bitmap): void => {
  let plain = 0;
  for (let i = 0; i < chosen.length; i++) {
    const mask = chosen[i]!;
    if (isPatched(masks, mask)) applyOne(masks, mask, alive);
    else chosen[plain++] = mask;
  }
  let at = 0;
  for (; at + 4 <= plain; at += 4) applyFour(masks, chosen, at, alive);
  for (; at < plain; at++) applyOne(masks, chosen[at]!, alive);
};
