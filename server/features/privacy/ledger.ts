import { appendFile, readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Clock } from '#server/platform/clock.ts';
import type { KeyedHash } from '#server/platform/keyed-hash.ts';
import type { ErasureLedgerStore, LedgerEntry } from '#server/stores/erasure-ledger.ts';

type Dependencies = {
  store: ErasureLedgerStore;
  hash: KeyedHash;
  /** Hashes of two scopes never agree. */
  scope: string;
  /** A copy beside the database, which a restored backup does not take back; null where there is none. */
  file: string | null;
  clock: Clock;
};

const Line = z.object({ scope: z.string(), hash: z.string(), erasedAt: z.iso.datetime().nullable() });
type Line = z.infer<typeof Line>;

const readLines = async (file: string): Promise<Line[]> => {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text.split('\n').flatMap((line) => {
    try {
      return [Line.parse(JSON.parse(line))];
    } catch {
      // the last line of a process that was killed
      return [];
    }
  });
};

/** The entry that stands at the end, for each hash. */
const newest = (lines: readonly Line[], scope: string): Map<string, Date | null> =>
  new Map(
    lines
      .filter((line) => line.scope === scope)
      .map(({ hash, erasedAt }) => [hash, erasedAt === null ? null : new Date(erasedAt)]),
  );

/**
 * Who was erased, by keyed hashes alone: in the database, in memory for whoever takes events in, and in a file beside
 * the database, by which a backup that is restored is put right.
 */
export const createErasureLedger = ({ store, hash, scope, file, clock }: Dependencies) => {
  const known = new Map<string, Date | null>();
  let newestErasure = Number.NEGATIVE_INFINITY;
  let seen = new Date(0);

  const hashOf = (identity: string): string => hash(`${scope}\n${identity}`);

  const learn = (entries: readonly LedgerEntry[]): void => {
    for (const { hash: key, erasedAt, changedAt } of entries) {
      known.set(key, erasedAt);
      newestErasure = Math.max(newestErasure, erasedAt?.getTime() ?? Number.POSITIVE_INFINITY);
      if (changedAt > seen) seen = changedAt;
    }
  };

  const write = async (hashes: readonly string[], erasedAt: Date | null): Promise<void> => {
    const changedAt = clock();
    const entries = hashes.map((key) => ({ hash: key, erasedAt, changedAt }));
    const lines = hashes.map((key) => `${JSON.stringify({ scope, hash: key, erasedAt })}\n`);
    if (file !== null) await appendFile(file, lines.join(''), { flush: true });
    await store.put(entries);
    learn(entries);
  };

  return {
    hashOf,

    /** From now on nothing of these identities is taken in. */
    block: (identities: readonly string[]): Promise<void> => write(identities.map(hashOf), null),

    /** What happens after this time is a new history again. */
    settle: (identities: readonly string[], at: Date): Promise<void> => write(identities.map(hashOf), at),

    /** Whether something that happened at a time is of somebody who was erased since. */
    covers: (identity: string, at: Date): boolean => {
      if (at.getTime() > newestErasure) return false;
      const erasedAt = known.get(hashOf(identity));
      return erasedAt === null || (erasedAt !== undefined && at <= erasedAt);
    },

    /** Reads what other processes wrote. */
    refresh: async (): Promise<void> => learn(await store.since(seen)),

    /** Hashes that the file names and the database does not know as erased then: a backup was restored. */
    lost: async (): Promise<Map<string, Date | null>> => {
      if (file === null) return new Map();
      const entries = newest(await readLines(file), scope);
      for (const [key, erasedAt] of entries) {
        const held = known.get(key);
        if (held !== undefined && (erasedAt === null || held === null || held >= erasedAt))
          entries.delete(key);
      }
      return entries;
    },

    /** Takes over what a file said, once it is applied. */
    restore: async (entries: ReadonlyMap<string, Date | null>): Promise<void> => {
      const changedAt = clock();
      const rows = [...entries].map(([key, erasedAt]) => ({
        hash: key,
        erasedAt: erasedAt ?? changedAt,
        changedAt,
      }));
      await store.put(rows);
      learn(rows);
    },
  };
};

export type ErasureLedger = ReturnType<typeof createErasureLedger>;
