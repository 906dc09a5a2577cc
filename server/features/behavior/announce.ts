import type { Bus } from '#server/platform/bus.ts';
import type { FoldedProfile } from './fold-profile.ts';

const topic = 'personalization.behavior_detected';
/** Above it, decisions made for the customer before are out of date. */
const significant = 0.8;

type Dependencies = {
  bus: Bus;
  /** Called once for a profile of which something significant was learned. */
  onSignificant?: ((profileId: string) => void) | undefined;
};

type News = Pick<FoldedProfile, 'after' | 'fresh' | 'significance'>;

/** Tells what customers did, once it is in their profiles. */
export const createAnnouncer =
  ({ bus, onSignificant }: Dependencies) =>
  (folds: readonly News[]): void => {
    const heard = bus.hears(topic);
    for (const { after, fresh, significance } of folds) {
      if (Math.max(0, ...significance.values()) > significant) onSignificant?.(after.id);
      if (!heard) continue;
      for (const { messageId, type, data, context, at } of fresh)
        bus.emit(topic, {
          customer_id: after.subject,
          behavior_type: type,
          behavior_data: data,
          significance_score: significance.get(messageId) ?? 0,
          timestamp: at.toISOString(),
          context,
        });
    }
  };
