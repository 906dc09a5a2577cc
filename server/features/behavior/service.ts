import type { StoredEvent } from '#schemas/event.ts';
import { LATE, within } from '#server/platform/deadline.ts';
import type { Folder, Folds } from './fold.ts';
import type { Ingest } from './ingest.ts';

type Tracked = {
  accepted: number;
  duplicates: number;
  /** The largest of the events, 0 to 1; null while they are not folded yet, or when all were there already. */
  significance: number | null;
};

type Dependencies = {
  ingest: Ingest;
  folder: Pick<Folder, 'fold'>;
  /** How long an answer waits for the profile to be up to date, in milliseconds. */
  patience?: number;
};

/** Null when folding takes longer, or fails: the events are safe, and will be folded later. */
const soon = async (folding: Promise<Folds>, milliseconds: number): Promise<Folds | null> => {
  const folds = await within(
    folding.catch(() => null),
    milliseconds,
  );
  return folds === LATE ? null : folds;
};

const largest = (events: readonly StoredEvent[], folds: Folds): number | null => {
  const scores = events.flatMap(({ profileId, messageId }) => {
    const score = folds.get(profileId)?.significance.get(messageId);
    return score === undefined ? [] : [score];
  });
  return scores.length === 0 ? null : Math.max(...scores);
};

/** Takes events in and brings their profiles up to date, so that the very next decision sees them. */
export const behaviorService = ({ ingest, folder, patience = 1000 }: Dependencies) => ({
  track: async (events: readonly StoredEvent[]): Promise<Tracked> => {
    const { stored, duplicates } = await ingest(events);
    const profileIds = [...new Set(events.map(({ profileId }) => profileId))];
    const folds = await soon(folder.fold(profileIds), patience);
    return { accepted: stored, duplicates, significance: folds && largest(events, folds) };
  },
});

export type BehaviorService = ReturnType<typeof behaviorService>;
