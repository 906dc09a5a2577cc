import type { RaRecord } from 'react-admin';

export type ApiKeyKind = 'server' | 'browser';

/** An API key as the admin API lists it: the first characters of its text, never all of it. */
export type ApiKeyRecord = RaRecord<string> & {
  name: string;
  prefix: string;
  rights: string[];
  /** Null: no limit. */
  requestsPerMinute: number | null;
  environment: string;
  createdAt: string;
  createdBy: string;
  revokedAt: string | null;
};

/** What creating one answers: the only time that its text is known. */
export type CreatedApiKey = ApiKeyRecord & { key: string };
