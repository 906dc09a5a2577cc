import type { RaRecord } from 'react-admin';
import type { DocumentChange } from '#server/domain/releases/diff.ts';

/** A release as the admin API answers it; `changes` are against its parent and come with a single one. */
export type ReleaseRecord = RaRecord<number> & {
  environment: string;
  number: number;
  parent: number;
  author: string;
  reason: string;
  createdAt: string;
  /** Is it in force? */
  current: boolean;
  documents: number;
  changes?: DocumentChange[];
};
