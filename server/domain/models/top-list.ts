type Entry = { id: string; score: number };

const before = (a: Entry, b: Entry): boolean => a.score > b.score || (a.score === b.score && a.id < b.id);

/**
 * Keeps the best `limit` of any number of scores without sorting them all; of equal scores the lower id.
 * `accepts` tells cheaply whether a score could still enter.
 */
export const topList = (limit: number) => {
  const entries: Entry[] = [];
  const accepts = (score: number): boolean => entries.length < limit || score >= entries.at(-1)!.score;
  const add = (id: string, score: number): void => {
    if (!accepts(score)) return;
    const entry = { id, score };
    const place = entries.findLastIndex((other) => before(other, entry)) + 1;
    entries.splice(place, 0, entry);
    if (entries.length > limit) entries.pop();
  };
  return { accepts, add, scores: () => new Map(entries.map(({ id, score }) => [id, score])) };
};

/** The best of a map of scores. */
export const topOf = (scores: ReadonlyMap<string, number>, limit: number): Map<string, number> => {
  const top = topList(limit);
  for (const [id, score] of scores) top.add(id, score);
  return top.scores();
};
