type Dependent = { key: string; prerequisites: readonly { experiment: string }[] };

type Walk<T> = { byKey: ReadonlyMap<string, T>; ordered: T[]; done: Set<string> };

const visit = <T extends Dependent>(item: T, walk: Walk<T>, path: readonly string[]): void => {
  if (walk.done.has(item.key) || path.includes(item.key)) return;
  for (const { experiment } of item.prerequisites) {
    const before = walk.byKey.get(experiment);
    if (before !== undefined) visit(before, walk, [...path, item.key]);
  }
  walk.done.add(item.key);
  walk.ordered.push(item);
};

/**
 * Experiments such that each comes after those it requires, and otherwise in the order they had.
 * @example dependencyOrder([b, a]) // [a, b] when b requires a
 */
export const dependencyOrder = <T extends Dependent>(items: readonly T[]): T[] => {
  const byKey = new Map(items.map((item) => [item.key, item]));
  const walk: Walk<T> = { byKey, ordered: [], done: new Set() };
  for (const item of items) visit(item, walk, []);
  return walk.ordered;
};

/**
 * The way on which an experiment requires itself, or null when it does not.
 * @example cycleFrom('a', byKey) // ['a', 'b', 'a']
 */
export const cycleFrom = (start: string, byKey: ReadonlyMap<string, Dependent>): string[] | null => {
  const seen = new Set<string>();
  const search = (key: string, path: readonly string[]): string[] | null => {
    for (const { experiment } of byKey.get(key)?.prerequisites ?? []) {
      if (experiment === start) return [...path, start];
      if (seen.has(experiment)) continue;
      seen.add(experiment);
      const found = search(experiment, [...path, experiment]);
      if (found !== null) return found;
    }
    return null;
  };
  return search(start, [start]);
};
