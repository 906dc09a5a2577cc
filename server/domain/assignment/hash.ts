const OFFSET_BASIS = 0x811c9dc5;
const PRIME = 0x01000193;
const BUCKETS = 10_000;

/**
 * FNV-1a, 32 bits, over UTF-16 code units (not bytes), as an unsigned integer.
 * Source: Fowler, Noll and Vo, http://www.isthe.com/chongo/tech/comp/fnv/.
 * @example fnv1a32('a') // 3826002220
 */
export const fnv1a32 = (text: string): number => {
  let hash = OFFSET_BASIS;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), PRIME);
  return hash >>> 0;
};

/**
 * Where a value falls under a seed: a multiple of 1/10,000 in [0, 1). This is the published "hash v2",
 * so assignments agree with other tools'. Hashing twice makes the buckets of two seeds independent.
 * @example bucket({ seed: 'seed', value: 'a' }) // 0.0505
 */
export const bucket = ({ seed, value }: { seed: string; value: string }): number =>
  (fnv1a32(String(fnv1a32(seed + value))) % BUCKETS) / BUCKETS;
