import type { Behavior, StoredEvent } from '#schemas/event.ts';
import type { Settings } from '#schemas/settings.ts';
import { LATE, within } from '#server/platform/deadline.ts';
import type { TokenPayload } from '#server/platform/token.ts';
import { followsAtOnce, isStatement, mayWait } from './at-once.ts';
import type { Folder } from './fold.ts';
import type { Folds } from './fold-queue.ts';
import type { Ingested } from './ingest.ts';
import { createMessageIds } from './message-ids.ts';
import { type Read, type Receipt, readBehavior, toEvent } from './to-event.ts';

type Tracked = {
  accepted: number;
  duplicates: number;
  /** Events of somebody who was erased after them: they are not stored. */
  erased: number;
  /** The largest of the events, 0 to 1; null while they are not folded yet, or when all were there already. */
  significance: number | null;
};

type Dependencies = {
  /** Durable when it resolves; without `erased` where nobody is refused. */
  ingest: (events: readonly StoredEvent[]) => Promise<Ingested & { erased?: number }>;
  folder: Pick<Folder, 'fold' | 'isBehind'>;
  /** Do more events come in than can be stored at once? */
  isCrowded: () => boolean;
  scope: string;
  verifyToken: (text: string) => TokenPayload | null;
  settings: () => Settings;
  /** Called with the number of events that programs made and that are not stored. */
  onBots?: ((count: number) => void) | undefined;
  /** How long an answer waits for the profile to be up to date, in milliseconds. */
  patience?: number;
};

/** A receipt's ids may be left to the pipeline. */
type Given = Omit<Receipt, 'newMessageId'> & { newMessageId?: Receipt['newMessageId'] | undefined };

/** Null when folding takes longer, or fails: the events are safe, and will be folded later. */
const soon = async (folding: Promise<Folds>, milliseconds: number): Promise<Folds | null> => {
  const folds = await within(
    folding.catch(() => null),
    milliseconds,
  );
  return folds === LATE ? null : folds;
};

/** A call with more events is a program's, and nobody's next decision waits for it. */
const bulk = 50;

const profilesOf = (events: readonly StoredEvent[]): string[] => [
  ...new Set(events.map(({ profileId }) => profileId)),
];

/** Whose events of a call may wait while others crowd in. */
const patientIn = (events: readonly StoredEvent[]): Set<string> => {
  if (events.length <= bulk) return new Set();
  const patient = new Set(profilesOf(events));
  for (const event of events) if (isStatement(event)) patient.delete(event.profileId);
  return patient;
};

const largest = (events: readonly StoredEvent[], folds: Folds): number | null => {
  const scores = events.flatMap(({ profileId, messageId }) => {
    const score = folds.get(profileId)?.significance.get(messageId);
    return score === undefined ? [] : [score];
  });
  return scores.length === 0 ? null : Math.max(...scores);
};

/**
 * The one way in for events, whichever door they come through: `read` checks what a door made of its rows, `accept`
 * and `track` store it, once and durably, and bring the profiles up to date.
 */
export const behaviorService = ({
  ingest,
  folder,
  isCrowded,
  scope,
  verifyToken,
  settings,
  onBots,
  patience = 1000,
}: Dependencies) => {
  const newMessageId = createMessageIds();
  const reading = (receipt: Given) => ({
    ...receipt,
    newMessageId: receipt.newMessageId ?? newMessageId,
    scope,
    verifyToken,
    bots: settings().behavioral_tracking.bots,
  });

  const counted = (read: Read): Read => {
    if ('event' in read && read.uncounted === 'bot') onBots?.(1);
    return read;
  };

  /** Whoever is far behind catches up from the store, so that what waits in memory stays bounded. */
  const isLeft = (events: readonly StoredEvent[]): boolean =>
    folder.isBehind() || mayWait(events, settings());

  /** Where profiles follow each minute, all that waits of a customer is folded with what cannot wait. */
  const fold = (events: readonly StoredEvent[]): Promise<Folds> =>
    folder.fold(profilesOf(events), { held: followsAtOnce(settings()), patient: patientIn(events) });

  return {
    settings,

    /** A behavior that its schema has seen, as the event that is stored, or what is wrong with it. */
    read: (behavior: Behavior, receipt: Given): Read => counted(toEvent(behavior, reading(receipt))),

    /** The same for a value that no schema has seen. */
    readUnchecked: (value: unknown, receipt: Given): Read => counted(readBehavior(value, reading(receipt))),

    /** Resolves when the events are on disk; their profiles follow. */
    accept: async (events: readonly StoredEvent[]): Promise<void> => {
      await ingest(events);
      // whatever fails stays pending, and is folded by the worker
      if (!isLeft(events)) fold(events).catch(() => undefined);
    },

    /** Resolves when the events are on disk and, unless that takes long, in their profiles. */
    track: async (events: readonly StoredEvent[]): Promise<Tracked> => {
      const { stored, duplicates, erased = 0 } = await ingest(events);
      const accepted = { accepted: stored, duplicates, erased };
      if (isLeft(events)) return { ...accepted, significance: null };
      const folds = await soon(fold(events), isCrowded() && events.length > bulk ? 0 : patience);
      return { ...accepted, significance: folds && largest(events, folds) };
    },
  };
};

export type BehaviorService = ReturnType<typeof behaviorService>;
