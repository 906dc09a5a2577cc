import type { Purpose } from '#schemas/consent.ts';
import type { StoredEvent } from '#schemas/event.ts';

const rememberedCustomers = 1_000_000;

/**
 * Makes one `consent_updated` event for each customer an import meets, at the time of the first event met. Its id is
 * made of the customer alone, so it is stored once however often the import runs.
 */
export const createConsentEvents = (
  purposes: readonly Purpose[],
): ((events: readonly StoredEvent[]) => StoredEvent[]) => {
  const granted = Object.fromEntries(purposes.map((purpose) => [purpose, true]));
  const seen = new Set<string>();
  const grant = (event: StoredEvent): StoredEvent => ({
    ...event,
    messageId: 'import-consent',
    type: 'consent_updated',
    data: { purposes: granted, evidence: 'granted by the shop at import' },
    context: {},
  });
  return (events) => {
    if (purposes.length === 0) return [];
    if (seen.size > rememberedCustomers) seen.clear();
    return events.flatMap((event) => {
      if (seen.has(event.identity)) return [];
      seen.add(event.identity);
      return [grant(event)];
    });
  };
};
