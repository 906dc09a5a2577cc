import type { ErasureStore } from '#server/stores/erasure.ts';
import type { Erasures } from './erasures.ts';
import type { ErasureLedger } from './ledger.ts';

type Dependencies = {
  ledger: Pick<ErasureLedger, 'lost' | 'hashOf' | 'restore'>;
  erasure: Pick<ErasureStore, 'everyone'>;
  erasures: Pick<Erasures, 'request'>;
};

/**
 * Erases again whoever a restored backup brought back: everyone whom the ledger beside the database names and the one
 * in it does not. Says how many were found.
 */
export const createReapply =
  ({ ledger, erasure, erasures }: Dependencies) =>
  async (): Promise<number> => {
    const lost = await ledger.lost();
    if (lost.size === 0) return 0;
    const found = new Set<string>();
    for await (const identity of erasure.everyone())
      if (!found.has(identity) && lost.has(ledger.hashOf(identity))) found.add(identity);
    for (const identity of found) await erasures.request(identity, 'system');
    // whom it does not hold stays on record all the same
    for (const identity of found) lost.delete(ledger.hashOf(identity));
    await ledger.restore(lost);
    return found.size;
  };
