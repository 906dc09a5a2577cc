import type { StoredEvent } from '#schemas/event.ts';
import { type QuarantineEntry, quarantineId } from '#server/stores/quarantine.ts';

/** The part of a stored event that can be fixed, as track-behavior would take it. */
const rowOf = ({ type, data, context, at }: StoredEvent): string =>
  JSON.stringify({ behavior_type: type, data, context, timestamp: at.toISOString() });

/** An event that could not be folded, as it waits for someone to fix it. */
export const asideOf = (event: StoredEvent, reason: string, at: Date): QuarantineEntry => {
  const { profileId, receivedAt, identity, messageId } = event;
  const id = quarantineId('fold', JSON.stringify([identity, messageId]));
  return { id, door: 'fold', reason, row: rowOf(event), profileId, event, receivedAt, at };
};
