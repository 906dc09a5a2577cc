import type { StoredEvent } from '#schemas/event.ts';
import type { KeyedHash } from '#server/platform/keyed-hash.ts';
import type { ErasureLedger } from './ledger.ts';
import { minimizedEvent } from './minimize.ts';

type Dependencies = {
  ledger: Pick<ErasureLedger, 'covers'>;
  contactHash: KeyedHash;
  onRefused: (count: number) => void;
};

/**
 * What of events may be stored, whichever door they came through: none that happened before their customer was
 * erased, and nothing in the raw that a hash serves for.
 */
export const createAdmission =
  ({ ledger, contactHash, onRefused }: Dependencies) =>
  (events: readonly StoredEvent[]): StoredEvent[] => {
    const admitted = events.filter(({ identity, at }) => !ledger.covers(identity, at));
    if (admitted.length < events.length) onRefused(events.length - admitted.length);
    return admitted.map((event) => minimizedEvent(event, contactHash));
  };
