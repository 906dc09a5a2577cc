const ENTRIES_KEPT = 5000;

/**
 * Remembers what a pure function gave for a key that says everything about its arguments. Integrals over posteriors
 * cost most of a decision, while every customer asks for the same few until their outcomes change.
 * @example const best = memory<number[]>(); best('1,1 1,1', () => chanceToBeBest(shapes))
 */
export const memory = <T>(): ((key: string, compute: () => T) => T) => {
  const results = new Map<string, T>();
  return (key, compute) => {
    const known = results.get(key);
    if (known !== undefined) return known;
    const result = compute();
    if (results.size >= ENTRIES_KEPT) results.clear();
    results.set(key, result);
    return result;
  };
};
