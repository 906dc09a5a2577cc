import type { RaRecord } from 'react-admin';
import type { Erasure, PrivacyRequest, PrivacyStep } from '#schemas/privacy.ts';

type Wire<T> = {
  [K in keyof T]: T[K] extends Date | null ? (null extends T[K] ? string | null : string) : T[K];
};

/** A privacy request as the admin API tells it. */
export type RequestRecord = RaRecord<string> &
  Wire<Omit<PrivacyRequest, 'steps'>> & { steps: Wire<PrivacyStep>[] };

/** An erasure under way, or done, as the admin API tells it. */
export type ErasureRecord = Wire<Erasure>;

export const lawNames = { gdpr: 'GDPR', ccpa: 'CCPA' } as const satisfies Record<
  PrivacyRequest['law'],
  string
>;

/** What each kind of request is called, and what carrying it out does. */
export const words = {
  access: { name: 'Access', does: 'Download what is kept, hand it over, then complete the request.' },
  erasure: { name: 'Erasure', does: 'Everything about this person is removed. This cannot be undone.' },
  rectification: { name: 'Rectification', does: 'The traits of the request replace those that are kept.' },
  restriction: { name: 'Restriction', does: 'The data are kept, and nothing is decided by them any more.' },
  objection: { name: 'Objection', does: 'Consent to every purpose ends.' },
  opt_out: { name: 'Opt-out', does: 'Consent to every purpose ends.' },
} as const satisfies Record<PrivacyRequest['type'], { name: string; does: string }>;
