const ENTRIES_KEPT = 5000;

const memories = new WeakMap<object, Map<string, unknown>>();

const memoryOf = (owner: object): Map<string, unknown> => {
  const known = memories.get(owner);
  if (known !== undefined) return known;
  const made = new Map<string, unknown>();
  memories.set(owner, made);
  return made;
};

/**
 * The result of a pure computation, kept as long as the immutable snapshot it belongs to: integrals over posteriors
 * cost milliseconds, and every customer of an evidence snapshot asks for the same few.
 * @example remember(evidence.outcomes, 'best:1,1;1,1', () => chanceToBeBest(posteriors))
 */
export const remember = <T>(owner: object, key: string, compute: () => T): T => {
  const memory = memoryOf(owner);
  if (memory.has(key)) return memory.get(key) as T;
  const result = compute();
  if (memory.size >= ENTRIES_KEPT) memory.clear();
  memory.set(key, result);
  return result;
};
