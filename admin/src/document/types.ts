import type { ComponentType } from 'react';
import type { RaRecord } from 'react-admin';
import type { Bodies, Kind } from '#schemas/document.ts';
import type { Fault } from './faults.ts';

export type DocumentStatus = 'draft' | 'live' | 'live+draft' | 'archived';

/** A configuration document as the admin API answers it; `body` is the draft's if there is one. */
export type DocumentRecord = RaRecord<string> & {
  key: string;
  kind: Kind;
  name: string;
  body: unknown;
  live: { revision: number; author: string; publishedAt: string; body: unknown } | null;
  draft: { etag: string; state: string; updatedAt: string; author: string; body: unknown } | null;
  status: DocumentStatus;
  /** Of the draft if there is one, else of what is live. */
  updatedAt: string | null;
  author: string | null;
  demo?: boolean;
  etag?: string;
};

export type RevisionRecord = {
  number: number;
  author: string;
  reason: string;
  createdAt: string;
};

/** The JSON of a document while it is written, valid or not. */
export type DraftBody = Record<string, unknown>;

/** A form is another view of the JSON: it shows what is there and hands back the whole, changed. */
export type FormProps = {
  body: DraftBody;
  faults: readonly Fault[];
  onChange: (body: DraftBody) => void;
  /** Whether the document can still choose its key. */
  isNew: boolean;
};

/** What a kind of document adds to the screens that all kinds share. */
export type Noun<K extends Kind> = {
  kind: K;
  resource: string;
  one: string;
  many: string;
  /** One sentence under the list's title. */
  purpose: string;
  /** What a new document starts from. */
  template: unknown;
  /** What the document says, for people who do not read JSON. */
  Summary?: ComponentType<{ body: Bodies[K]; record: DocumentRecord }>;
  /** Edits the document without its JSON, and makes the editor save by itself. */
  Form?: ComponentType<FormProps>;
  /** What stands beside the form, in place of the summary. */
  Rail?: ComponentType<{ body: Bodies[K] }>;
  /** What needs the document, told before it is archived. */
  NeededBy?: ComponentType<{ record: DocumentRecord }>;
};
