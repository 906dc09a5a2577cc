import { type Kind, kinds } from '#schemas/document.ts';
import type { DocumentFault } from '#schemas/release.ts';
import { sourceId, sourceKey } from '#server/domain/releases/source.ts';
import type { SourceDocument } from '#server/domain/releases/types.ts';
import { contentHash } from '#server/platform/content-hash.ts';
import { pointer, problem } from '#server/platform/problems.ts';
import type { Draft } from '#server/stores/drafts.ts';
import type { Snapshot } from './library.ts';

/** What becomes of one document: its new body, or nothing. */
export type Change = {
  id: string;
  kind: Kind;
  key: string;
  next: { body: unknown; contentHash: string } | null;
  /** The draft that it comes from, which is used up by publishing. */
  draft?: Draft;
};

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

/** What brings a document to this content. */
export const changeTo = (document: SourceDocument): Change => {
  const body = plain(document.body);
  return {
    id: sourceId(document),
    kind: document.kind,
    key: sourceKey(document),
    next: { body, contentHash: contentHash(body) },
  };
};

const takeAway = (kind: Kind, key: string): Change => ({ id: `${kind}/${key}`, kind, key, next: null });

/** What publishing a draft does. */
export const changeOfDraft = (draft: Draft): Change =>
  draft.state === 'archived' ? { ...takeAway(draft.kind, draft.key), draft } : { ...changeTo(draft), draft };

/** What makes a release hold these documents and, unless others are kept, nothing else. */
export const changesTowards = (
  documents: readonly SourceDocument[],
  base: Snapshot,
  keepOthers: boolean,
): Change[] => {
  const wanted = documents.map(changeTo);
  const ids = new Set(wanted.map(({ id }) => id));
  const others = keepOthers ? [] : base.documents.filter(({ id }) => !ids.has(id));
  return [...wanted, ...others.map(({ kind, key }) => takeAway(kind, key))];
};

/** The changes that change something: a document with the same content is left alone. */
export const effective = (changes: readonly Change[], base: Snapshot): Change[] => {
  const hashes = new Map(base.documents.map((document) => [document.id, document.contentHash]));
  return changes.filter(({ id, next }) => hashes.get(id) !== next?.contentHash);
};

/** The documents after the changes: those that stay keep their place, new ones follow. */
export const applied = (changes: readonly Change[], base: Snapshot): SourceDocument[] => {
  const changed = new Map(changes.map((change) => [change.id, change]));
  const known = new Set(base.documents.map(({ id }) => id));
  const stay = base.documents.map(({ id, kind, body }) => changed.get(id) ?? { kind, next: { body } });
  const added = changes.filter(({ id }) => !known.has(id));
  return [...stay, ...added].flatMap(({ kind, next }) => (next ? [{ kind, body: next.body }] : []));
};

/** `rule/vip-hero` in its parts, or null. */
export const parseId = (id: string): { kind: Kind; key: string } | null => {
  const [kind, key, ...rest] = id.split('/');
  const known = kinds.find((candidate) => candidate === kind);
  return known && key && rest.length === 0 ? { kind: known, key } : null;
};

/** Documents that cannot be published: every reason, as pointers such as `/rule/vip-hero/conditions/any`. */
export const refusal = (faults: readonly DocumentFault[]): Error =>
  problem('unprocessable', {
    detail: `${faults.length} ${faults.length === 1 ? 'fault keeps' : 'faults keep'} this from being published.`,
    errors: faults.map(({ document, path, message }) => ({
      path: `/${document}${pointer(path)}`,
      message,
    })),
  });
