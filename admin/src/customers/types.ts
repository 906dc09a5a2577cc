import type { RaRecord } from 'react-admin';
import type { Profile } from '#schemas/profile.ts';

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

/** A customer as the admin API lists it; one alone comes with what follows from the profile. */
export type CustomerRecord = RaRecord<string> &
  WireProfile & { facts?: Record<string, unknown>; segmentReasons?: SegmentReason[]; gate?: string };

export type CustomerEvent = {
  id: string;
  type: string;
  at: string;
  data?: Record<string, unknown>;
  source?: string;
};
