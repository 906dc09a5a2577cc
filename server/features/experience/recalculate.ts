import type { StoredEvent } from '#schemas/event.ts';

/** Above it a behavior says so much about a customer that nothing chosen before may be shown again, 0–1. */
const SIGNIFICANT = 0.8;

type Track<T> = (events: readonly StoredEvent[]) => Promise<T>;

/** Tracks as before, and has the choices forgotten that are kept for customers who did something significant. */
export const recalculating =
  <T extends { significance: number | null }>(
    track: Track<T>,
    forget: (profileId: string) => void,
  ): Track<T> =>
  async (events) => {
    const tracked = await track(events);
    if ((tracked.significance ?? 0) > SIGNIFICANT) for (const { profileId } of events) forget(profileId);
    return tracked;
  };
