import type { RaRecord } from 'react-admin';
import type { Profile } from '#schemas/profile.ts';
import type { ConditionTrace } from '#server/domain/conditions/explain.ts';

/** Times come as text. */
type Wire<T> = T extends Date ? string : T extends object ? { [K in keyof T]: Wire<T[K]> } : T;

export type WireProfile = Wire<Profile>;

export type SegmentMembership = {
  key: string;
  name: string;
  member?: boolean;
  reason?: string;
  conditions?: ConditionTrace;
};

/** One customer as the admin API answers it. */
export type CustomerDetail = RaRecord<string> & {
  profile: WireProfile;
  facts: Record<string, unknown>;
  segments: SegmentMembership[];
};

export type CustomerRecord = RaRecord<string> & Partial<WireProfile>;

export type CustomerEvent = {
  messageId?: string;
  id?: string;
  type: string;
  at: string;
  data?: Record<string, unknown>;
  source?: string;
};
