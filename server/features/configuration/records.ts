import type { Kind } from '#schemas/document.ts';
import type { Draft, DraftState } from '#server/stores/drafts.ts';
import type { ReleasedDocument } from './library.ts';

type RecordStatus = 'draft' | 'live' | 'live+draft' | 'archived';

/** A document as the admin API shows it: what is in force, what is being edited, and what an editor starts from. */
export type DocumentRecord = {
  id: string;
  key: string;
  kind: Kind;
  name: string;
  /** The draft's body, else the one in force. */
  body: unknown;
  live: { revision: number; author: string; publishedAt: Date; body: unknown } | null;
  draft: { etag: string; state: DraftState; updatedAt: Date; author: string; body: unknown } | null;
  status: RecordStatus;
  /** When the draft was saved, else when what is in force was published, and by whom. */
  updatedAt: Date | null;
  author: string | null;
  /** What `If-Match` must name to change it. */
  etag: string;
  /** It came with the demo shop. */
  demo?: true;
};

/** A revision that is not in force, as far as a record needs it. */
type PastRevision = { number: number; body: unknown; author: string; createdAt: Date };
type RecordParts = {
  kind: Kind;
  key: string;
  live: ReleasedDocument | undefined;
  draft: Draft | undefined;
  past?: PastRevision | undefined;
};

/** The author of the demo shop's documents. */
const demoAuthor = 'demo';

const nameOf = (body: unknown, key: string): string => {
  const name = typeof body === 'object' && body !== null ? (body as { name?: unknown }).name : undefined;
  return typeof name === 'string' ? name : key;
};

const statusOf = ({ live, draft }: RecordParts): RecordStatus => {
  if (live) return draft ? 'live+draft' : 'live';
  return draft ? 'draft' : 'archived';
};

const shownDraft = ({ etag, state, updatedAt, author, body }: Draft) => ({
  etag,
  state,
  updatedAt,
  author,
  body,
});

/** The newest write, whatever it was. */
const lastWrite = ({ live, draft, past }: RecordParts): Pick<DocumentRecord, 'updatedAt' | 'author'> => {
  if (draft) return { updatedAt: draft.updatedAt, author: draft.author };
  if (live) return { updatedAt: live.publishedAt, author: live.author };
  return { updatedAt: past?.createdAt ?? null, author: past?.author ?? null };
};

const shownLive = ({ revision, author, publishedAt, body }: ReleasedDocument) => ({
  revision,
  author,
  publishedAt,
  body,
});

export const recordOf = (parts: RecordParts): DocumentRecord => {
  const { kind, key, live, draft, past } = parts;
  const body = draft?.body ?? live?.body ?? past?.body;
  return {
    id: key,
    key,
    kind,
    name: nameOf(body, key),
    body,
    live: live ? shownLive(live) : null,
    draft: draft ? shownDraft(draft) : null,
    status: statusOf(parts),
    ...lastWrite(parts),
    etag: draft?.etag ?? `revision-${live?.revision ?? past?.number ?? 0}`,
    ...(live?.author === demoAuthor && { demo: true }),
  };
};
