import type { DecisionRecord } from '#schemas/decision-record.ts';
import type { StoredEvent } from '#schemas/event.ts';
import type { FactName, Facts } from '#schemas/facts.ts';
import type { Profile } from '#schemas/profile.ts';
import { emptyProfile } from '#server/domain/profiles/empty.ts';
import { foldEvents } from '#server/domain/profiles/fold.ts';
import { compareMoments } from '#server/domain/profiles/order.ts';
import type { FoldContext } from '#server/domain/profiles/types.ts';
import { canonicalJson } from '#server/domain/releases/canonical.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import { buildFacts } from './facts.ts';
import type { Section } from './replay-needs.ts';

type Rebuild = {
  record: DecisionRecord;
  sections: readonly Section[];
  target: CompiledRelease;
  /** The customer's events, in any order; not read for what follows from the time alone. */
  history: readonly StoredEvent[];
  product: FoldContext['product'];
};
type Known = Pick<DecisionRecord, 'facts' | 'profile'>;

/** The local time follows from the time of the decision. */
export const needsEvents = (sections: readonly Section[]): boolean =>
  sections.some((section) => section !== 'time');

/** What had come in when the decision was made, and was folded into the profile that it read. */
const knownThen = (
  { at, profile }: DecisionRecord,
  history: readonly StoredEvent[],
): readonly StoredEvent[] => {
  const watermark = profile?.watermark;
  if (!watermark) return [];
  return history
    .filter((event) => event.receivedAt <= at && compareMoments(event, watermark) <= 0)
    .sort(compareMoments);
};

const foldAgain = ({ record, target, history, product }: Rebuild, before: Profile): Profile | null => {
  const events = knownThen(record, history);
  const [first] = events;
  if (first === undefined) return before.watermark === null ? before : null;
  const { id, subject } = before;
  const start = emptyProfile({ id, identity: before.identities[0] ?? id, subject, at: first.at });
  const { settings, metrics, history: declared } = target;
  const context = { settings, metrics: [...metrics.values()], product, history: declared };
  const { profile } = foldEvents(start, events, context);
  // events expire: what they lack shows in how many there were
  const isWhole =
    canonicalJson(profile.counters.events) === canonicalJson(before.counters.events) &&
    canonicalJson(profile.watermark) === canonicalJson(before.watermark);
  return isWhole ? profile : null;
};

const replaced = (facts: Facts, by: Facts, sections: readonly Section[]): Facts => {
  const next = { ...facts, profile: { ...facts.profile } };
  for (const section of sections) {
    const [fact, step] = section.split('.') as [FactName, string?];
    if (step !== undefined) next.profile[step] = by.profile[step];
    else if (Object.hasOwn(by, fact)) next[fact] = by[fact];
  }
  return next;
};

const showingsIn = (
  { exposures, ruleShowings = {} }: Profile,
  sections: readonly Section[],
): Pick<Profile, 'ruleShowings'> & Partial<Pick<Profile, 'exposures'>> => ({
  ...(sections.includes('exposures') && { exposures }),
  ...(sections.includes('ruleShowings') && { ruleShowings }),
});

/**
 * What a decision would have known of some sections, from the customer's events up to its time and under the target's
 * settings; everything else is as it was recorded. Null when the events are no longer all there: then it cannot be
 * told.
 * @example rebuildKnown({ record, sections: ['profile.engagement'], target, history, product })?.facts
 */
export const rebuildKnown = (input: Rebuild): Known | null => {
  const { record, sections, target } = input;
  const { profile: before, facts, profileId, at } = record;
  const profile = before && needsEvents(sections) ? foldAgain(input, before) : before;
  if (before !== null && profile === null) return null;
  const rebuilt = buildFacts({
    profile,
    identity: profileId,
    context: facts.context,
    release: target,
    evidence: { catalogue: { products: new Map(), contentItems: new Map() } },
    at,
  });
  const showings = profile === null ? {} : showingsIn(profile, sections);
  return { facts: replaced(facts, rebuilt, sections), profile: before && { ...before, ...showings } };
};
