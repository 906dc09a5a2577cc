import type { StoredEvent } from '#schemas/event.ts';
import { isDuplicateKey } from '#server/platform/mongo.ts';

/** What was appended, and which of the events, by index, were there already. */
export type Appended<Written> = { stored: number; duplicates: Set<number>; pending: Written };

type Appending<Written> = {
  idOf: (event: StoredEvent) => string;
  /** Writes all of them, or none and throws where one is there already. */
  write: (fresh: readonly StoredEvent[]) => Promise<Written>;
  /** Those of some ids under which an event is stored. */
  known: (ids: readonly string[]) => Promise<string[]>;
};

/** How often an append begins again although none of its events is found: another one stores them just now. */
const attempts = 5;

/** Appends those of some events that are not there yet: where the write meets one that is, it is repeated without. */
export const appendNew = async <Written>(
  batch: readonly StoredEvent[],
  { idOf, write, known }: Appending<Written>,
): Promise<Appended<Written>> => {
  const fresh = new Map<string, number>();
  for (const [index, event] of batch.entries()) {
    const id = idOf(event);
    if (!fresh.has(id)) fresh.set(id, index);
  }
  for (let fruitless = 0; ; ) {
    try {
      const pending = await write([...fresh.values()].map((index) => batch[index]!));
      const stored = new Set(fresh.values());
      return {
        stored: stored.size,
        duplicates: new Set([...batch.keys()].filter((index) => !stored.has(index))),
        pending,
      };
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      const found = await known([...fresh.keys()]);
      for (const id of found) fresh.delete(id);
      if (found.length === 0) fruitless += 1;
      if (fruitless === attempts) throw error;
    }
  }
};
