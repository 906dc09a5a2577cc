import type { StoredEvent } from '#schemas/event.ts';
import type { Profile } from '#schemas/profile.ts';
import { advance } from './advance.ts';
import { eventCount, resumedFrom, sealEvery, segmentsOf } from './checkpoints.ts';
import { closedDraft, type Draft, openDraft } from './draft.ts';
import { emptyProfile } from './empty.ts';
import { readEvent } from './read-event.ts';
import { beliefsIn, eventSignificance } from './significance.ts';
import type { FoldContext, FoldResult } from './types.ts';

/** A draft of a profile, without the counters of releases that are no longer in force. */
const draftOf = (profile: Profile, { history: declared }: FoldContext): Draft => {
  const draft = openDraft(profile);
  if (declared === undefined || declared.counters.length === 0) delete draft.profile.history;
  return draft;
};

/**
 * Folds one event into a profile.
 * @throws ZodError when the event's data is not what its type must carry.
 */
export const foldEvent = (profile: Profile, event: StoredEvent, context: FoldContext): Profile => {
  const read = readEvent(event);
  const draft = draftOf(profile, context);
  advance(draft, read, context);
  return closedDraft(draft);
};

type Run = { start: Profile; events: readonly StoredEvent[]; scored: (event: StoredEvent) => boolean };

const run = ({ start, events, scored }: Run, context: FoldContext): FoldResult => {
  const significance = new Map<string, number>();
  const sealed: Profile[] = [];
  if (events.length === 0) return { profile: start, significance, sealed };
  let draft = draftOf(start, context);
  let count = eventCount(start);
  for (const event of events) {
    const before = beliefsIn(draft.profile);
    const shares = advance(draft, readEvent(event), context);
    if (scored(event))
      significance.set(
        event.messageId,
        eventSignificance({ before, after: beliefsIn(draft.profile), shares }),
      );
    count += 1;
    if (count % sealEvery === 0) {
      const state = closedDraft(draft);
      sealed.push(state);
      draft = draftOf(state, context);
    }
  }
  return { profile: closedDraft(draft), significance, sealed };
};

/**
 * Folds events into a profile, in the order of `compareMoments`, none of them `isLate` for it.
 * What that does to the totals of experiments, outcomes and days: `foldChanges`.
 * @throws ZodError when an event's data is not what its type must carry.
 * @example foldEvents(emptyProfile(start), [viewed], context).profile.recentlyViewed.length // 1
 */
export const foldEvents = (
  profile: Profile,
  events: readonly StoredEvent[],
  context: FoldContext,
): FoldResult => run({ start: profile, events, scored: () => true }, context);

type Refold = {
  before: Profile;
  history: readonly StoredEvent[];
  fresh: readonly StoredEvent[];
  /** A state from before the first late event: `history` is what came after it. */
  from?: Profile | undefined;
};

/** The profile as it was before its first event, with what does not come from events: segments and journeys. */
const rewound = (profile: Profile, first: StoredEvent | undefined): Profile => {
  const { id, identities, subject, version, journeys, demo } = profile;
  const at = first?.at ?? profile.firstSeenAt;
  const empty = emptyProfile({ id, identity: identities[0] ?? id, subject, at });
  return { ...empty, identities, version, ...segmentsOf(profile), journeys, ...(demo && { demo }) };
};

/**
 * Folds a profile again from all its events, because one of them came late. `history` is every event in order,
 * `fresh` those of them that were never folded: they alone get a significance.
 */
export const refoldEvents = ({ before, history, fresh, from }: Refold, context: FoldContext): FoldResult => {
  const unfolded = new Set(fresh.map(({ messageId }) => messageId));
  const scored = ({ messageId }: StoredEvent): boolean => unfolded.has(messageId);
  const start = from ? resumedFrom(from, before) : rewound(before, history[0]);
  return run({ start, events: history, scored }, context);
};
