import type { RaRecord } from 'react-admin';

export type ApiKeyKind = 'server' | 'browser';

/** An API key as the admin API lists it: never its text. */
export type ApiKeyRecord = RaRecord<string> & {
  name: string;
  kind?: ApiKeyKind;
  rights?: string[];
  createdAt: string;
  lastUsedAt?: string | null;
  revokedAt?: string | null;
  demo?: boolean;
};

/** What creating one answers: the only time that its text is known. */
export type CreatedApiKey = ApiKeyRecord & { text?: string; key?: string };
