import { eventsByIdentity, type Pending } from '#server/stores/events.ts';

type Held = { pending: Pending; size: number; bytes: number };
type Bounds = { maxEvents?: number; maxBytes?: number };

const joined = (a: Pending, b: Pending): Pending => ({
  events: [...a.events, ...b.events],
  entries: [...a.entries, ...b.entries],
});

/**
 * Events that this process has just stored, by identity, so that folding them needs no reading. Of whom there is no
 * room, what is pending is read from the store: both give the same profile.
 */
export const createHeld = ({ maxEvents = 20_000, maxBytes = 64 * 1024 * 1024 }: Bounds = {}) => {
  const held = new Map<string, Held>();
  /** Those of whom something is pending that is not held. */
  const partial = new Set<string>();
  let size = 0;
  let bytes = 0;

  const forget = (identity: string): void => {
    const found = held.get(identity);
    if (!found) return;
    held.delete(identity);
    size -= found.size;
    bytes -= found.bytes;
  };

  const keep = (identity: string, pending: Pending, eventBytes: number): void => {
    if (partial.has(identity)) return;
    const before = held.get(identity);
    forget(identity);
    const all = before ? joined(before.pending, pending) : pending;
    const kept = { pending: all, size: all.events.length, bytes: eventBytes + (before?.bytes ?? 0) };
    if (size + kept.size > maxEvents || bytes + kept.bytes > maxBytes) {
      // those that nobody asks for are left to whoever folds all that is pending
      if (partial.size >= maxEvents) partial.clear();
      partial.add(identity);
      return;
    }
    held.set(identity, kept);
    size += kept.size;
    bytes += kept.bytes;
  };

  return {
    /** Takes in what one append has stored, so many bytes. */
    hold: ({ events, entries }: Pending, appended: number): void => {
      const each = appended / events.length;
      const groups = eventsByIdentity(events);
      for (const entry of entries) {
        const own = groups.get(entry.identity) ?? [];
        keep(entry.identity, { events: own, entries: [entry] }, each * own.length);
      }
    },

    /** Gives out what is held of an identity, to be held no longer; null where it has to be read. */
    take: (identity: string): Pending | null => {
      const found = held.get(identity);
      forget(identity);
      partial.delete(identity);
      return found?.pending ?? null;
    },
  };
};
