import { isDeepStrictEqual } from 'node:util';
import type { Document } from 'mongodb';

/** A document and where it is, as `items/w3-17`. */
export type Key = `${'items' | 'transfers'}/${string}`;

/** What a write makes of one document; null removes it. */
export type Change = { key: Key; document: Document | null };

/** What became of a writer's documents. `unsure` counts writes that were cut before their answer came. */
export type Verdict = { lost: Key[]; half: Key[]; unsure: { applied: number; absent: number } };

export type Ledger = {
  known: ReadonlyMap<Key, Document>;
  /** Notes what is about to be asked for. */
  begin(changes: readonly Change[]): void;
  /** What was asked for is done. */
  acknowledge(): void;
  /** What was asked for was refused. */
  refuse(): void;
  /** Compares with what is there, which is from then on what is known. */
  judge(found: ReadonlyMap<Key, Document>): Verdict;
};

const apply = (to: Map<Key, Document>, changes: readonly Change[]): void => {
  for (const { key, document } of changes)
    if (document) to.set(key, document);
    else to.delete(key);
};

/**
 * What one writer knows of its own documents. It asks for one thing at a time, so that after a crash all is as it was
 * acknowledged, and the one thing without an answer is either done as a whole or not at all.
 */
export const createLedger = (): Ledger => {
  const known = new Map<Key, Document>();
  let pending: readonly Change[] = [];

  const judge = (found: ReadonlyMap<Key, Document>): Verdict => {
    const unsure = new Map(pending.map(({ key, document }) => [key, document]));
    const isAsBefore = (key: Key): boolean => isDeepStrictEqual(found.get(key), known.get(key));
    const isAsAsked = (key: Key): boolean => isDeepStrictEqual(found.get(key) ?? null, unsure.get(key));
    const lost = [...new Set([...known.keys(), ...found.keys()])].filter(
      (key) => !unsure.has(key) && !isAsBefore(key),
    );
    const keys = [...unsure.keys()];
    const absent = keys.every(isAsBefore);
    const applied = !absent && keys.every(isAsAsked);
    known.clear();
    for (const [key, document] of found) known.set(key, document);
    pending = [];
    return {
      lost,
      half: absent || applied ? [] : keys,
      unsure: { applied: Number(applied), absent: Number(absent && keys.length > 0) },
    };
  };

  return {
    known,
    begin(changes) {
      pending = changes;
    },
    acknowledge() {
      apply(known, pending);
      pending = [];
    },
    refuse() {
      pending = [];
    },
    judge,
  };
};
