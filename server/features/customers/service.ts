import type { Purpose } from '#schemas/consent.ts';
import type { StoredEvent } from '#schemas/event.ts';
import type { Facts } from '#schemas/facts.ts';
import type { Profile } from '#schemas/profile.ts';
import type { PlainReason } from '#schemas/segment-reason.ts';
import type { Withheld } from '#schemas/withheld.ts';
import { explainConditions } from '#server/domain/conditions/explain.ts';
import type { DocumentName } from '#server/domain/conditions/fact-words.ts';
import { type Consent, consentNow } from '#server/domain/decisions/consent.ts';
import type { Evidence } from '#server/domain/decisions/evidence.ts';
import { buildFacts } from '#server/domain/decisions/facts.ts';
import { matchAll } from '#server/domain/decisions/matches.ts';
import { plainReasons } from '#server/domain/decisions/plain-reasons.ts';
import { withheldFrom } from '#server/domain/decisions/withheld.ts';
import { engagementAt } from '#server/domain/profiles/engagement.ts';
import { type Picture, pictureOf } from '#server/domain/profiles/picture.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import type { Clock } from '#server/platform/clock.ts';
import type { ListPage, ListQuery } from '#server/platform/ra-list.ts';
import { type TimelineSources, timelineOf } from './timeline.ts';

type Dependencies = {
  profiles: {
    list: (query: ListQuery) => Promise<ListPage<Profile>>;
    read: (id: string) => Promise<Profile | null>;
  };
  /** The newest first. */
  eventsOf: (profileId: string, limit: number) => Promise<StoredEvent[]>;
  /** The newest first, by all that a customer is known as: decisions keep the id of their time. */
  decisionsOf: (identities: readonly string[], limit: number) => ReturnType<TimelineSources['decisions']>;
  /** The newest first; moves keep the id of their time as well. */
  movesOf: (identities: readonly string[], limit: number) => ReturnType<TimelineSources['moves']>;
  release: () => CompiledRelease;
  evidence: () => Evidence;
  clock: Clock;
};

type SegmentReason = {
  key: string;
  name: string;
  member: boolean;
  /** The comparisons that the answer rests on, in words. */
  reasons: string[];
  /** The same for machines. */
  because: PlainReason[];
};
type CustomerDetail = Profile & {
  facts: Facts;
  segmentReasons: SegmentReason[];
  /** For which purposes the customer's data may be used now, and what says so. */
  consentNow: Record<Purpose, Consent>;
  /** Whether the customer may get anything but defaults. */
  gate: string;
  /** What follows from the profile and is not shown, and why. */
  withheld: Withheld[];
  /** What is worked out from the profile for people to read. */
  picture: Picture;
};

/** What the admin UI shows of customers. */
export const customerService = (dependencies: Dependencies) => {
  const { profiles, eventsOf, decisionsOf, movesOf, release, evidence, clock } = dependencies;

  const segmentReasons = (facts: Facts, memberships: readonly string[]): SegmentReason[] => {
    const { segments, conditions, journeys, experiments } = release();
    const nameOf: DocumentName = (list, called) => {
      if (list === 'journeys') return journeys.get(called)?.journey.name;
      if (list === 'experiments') return experiments.find(({ key }) => key === called)?.name;
      return segments.items.find(({ key }) => key === called)?.name ?? segments.uploaded.get(called)?.name;
    };
    return segments.items.map(({ key, name, conditions: own }) => {
      const trace = explainConditions(own, facts, { conditions });
      const because = plainReasons(trace, nameOf);
      const reasons = because.map(({ text }) => text);
      return { key, name, member: memberships.includes(key), reasons, because };
    });
  };

  const situate = async (profile: Profile, at: Date) => {
    const now = { release: release(), evidence: evidence(), at };
    const facts = buildFacts({ ...now, profile, identity: profile.id, context: {} });
    const matches = await matchAll({ ...now, facts, profile, subject: profile.subject });
    return { matches, reasons: segmentReasons(matches.facts, matches.segments) };
  };

  /** The segments a customer is in, each with its reason in words; whether decisions are open; what is withheld. */
  const situationOf = async (profile: Profile, at: Date) => {
    const { matches, reasons } = await situate(profile, at);
    const segments = reasons
      .filter(({ member }) => member)
      .map(({ key, name, reasons: held, because }) => ({ key, name, reason: held.join('; '), because }));
    const withheld = withheldFrom({ profile, gate: matches.gate, release: release(), at });
    return { segments, open: matches.gate.state === 'open', withheld };
  };

  /** What is kept under the ids of whomever an identity stands for; empty where nobody is known by it. */
  const events = async (identity: string, limit: number) => {
    const profile = await profiles.read(identity);
    return profile ? eventsOf(profile.id, limit) : [];
  };
  const decisions = async (identity: string, limit: number) => {
    const profile = await profiles.read(identity);
    return profile ? decisionsOf(profile.identities, limit) : [];
  };
  const moves = async (identity: string, limit: number) => {
    const profile = await profiles.read(identity);
    return profile ? movesOf(profile.identities, limit) : [];
  };

  /** Engagement fades while nothing happens; what is stored is as of the last event. */
  const asOf = (profile: Profile, at: Date): Profile => {
    const score = engagementAt(profile.engagement, at, release().settings);
    return { ...profile, engagement: { ...profile.engagement, score } };
  };

  return {
    list: async (query: ListQuery): Promise<ListPage<Profile>> => {
      const { rows, ...page } = await profiles.list(query);
      const at = clock();
      return { ...page, rows: rows.map((profile) => asOf(profile, at)) };
    },

    /** Null when there is no such customer. */
    detail: async (id: string): Promise<CustomerDetail | null> => {
      const profile = await profiles.read(id);
      if (!profile) return null;
      const at = clock();
      const { matches, reasons } = await situate(profile, at);
      return {
        ...asOf(profile, at),
        facts: matches.facts,
        segmentReasons: reasons,
        consentNow: consentNow({ profile, settings: release().settings, at }),
        gate: matches.gate.state,
        withheld: withheldFrom({ profile, gate: matches.gate, release: release(), at }),
        picture: pictureOf(profile, release().settings, at),
      };
    },

    situationOf,

    /** The segments a customer is in at a time, each with its reason in words. */
    segmentsOf: async (profile: Profile, at: Date) => (await situationOf(profile, at)).segments,

    events,
    decisions,
    isKnown: async (id: string): Promise<boolean> => (await profiles.read(id)) !== null,
    timeline: timelineOf({ events, decisions, moves }),
  };
};

export type CustomerService = ReturnType<typeof customerService>;
