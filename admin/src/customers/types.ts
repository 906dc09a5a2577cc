import type { RaRecord } from 'react-admin';
import type { ConsentEntry, Purpose } from '#schemas/consent.ts';
import type { IdentityLink } from '#schemas/identity.ts';
import type { Insights } from '#schemas/insight.ts';
import type { Profile } from '#schemas/profile.ts';
import type { Withheld } from '#schemas/withheld.ts';
import type { Consent } from '#server/domain/decisions/consent.ts';
import type { Picture } from '#server/domain/profiles/picture.ts';
import type { DecisionRecord } from '../decisions/types.ts';

/** Times come as text. */
type Wire<T> = T extends Date ? string : T extends object ? { [K in keyof T]: Wire<T[K]> } : T;

export type WireProfile = Wire<Profile>;

export type SegmentReason = {
  key: string;
  name: string;
  member: boolean;
  /** The comparisons that the answer rests on, in words. */
  reasons: string[];
};

export type WirePicture = Wire<Picture>;
export type WireInferences = WirePicture['psychographics']['interests'];
export type WireInsights = Insights;

/** A customer as the admin API lists it; one alone comes with what follows from the profile. */
export type CustomerRecord = RaRecord<string> &
  WireProfile & {
    facts?: Record<string, unknown>;
    segmentReasons?: SegmentReason[];
    gate?: string;
    withheld?: Withheld[];
    /** What the data may be used for now. */
    consentNow?: Record<Purpose, Consent>;
    picture?: WirePicture;
  };

type Happened = { id: string; at: string };

/** What happened with a customer, whatever it was. */
export type TimelineItem = Happened &
  (
    | { kind: 'event'; type: string; data?: Record<string, unknown>; source?: string }
    | ({ kind: 'decision'; decisionId: string } & Pick<DecisionRecord, 'elements' | 'release' | 'pageType'>)
    | {
        kind: 'transition';
        journey: string;
        /** Null for whoever came in. */
        from: string | null;
        state: string;
        /** Null where time alone led on. */
        event: string | null;
        done: boolean;
      }
  );

export type WireLink = Wire<IdentityLink>;

/** What links identities to a customer, and what was merged and undone by hand. */
export type WireIdentities = {
  links: WireLink[];
  audit: { at: string; actor: string; action: string; reason: string }[];
};

/** One choice of the customer, with what became of it. */
export type WireConsent = Wire<ConsentEntry>;
