import { randomUUID } from 'node:crypto';
import type { AuditAction } from '#schemas/audit.ts';
import { documentSchemas, type Kind, kinds } from '#schemas/document.ts';
import type { ProblemFault } from '#schemas/problem.ts';
import { schemaFaults } from '#server/domain/releases/schema-faults.ts';
import { sourceKey } from '#server/domain/releases/source.ts';
import { validateDocuments } from '#server/domain/releases/validate.ts';
import type { Clock } from '#server/platform/clock.ts';
import type { Connection } from '#server/platform/mongo.ts';
import { pointer, problem } from '#server/platform/problems.ts';
import { auditLogStore } from '#server/stores/audit-log.ts';
import { type Draft, draftStore } from '#server/stores/drafts.ts';
import { revisionStore } from '#server/stores/revisions.ts';
import { applied, changeOfDraft, changeTo } from './changes.ts';
import type { Library } from './library.ts';
import { type DocumentRecord, recordOf } from './records.ts';

/** A document of an environment, and who asks. */
export type Address = { environment: string; kind: Kind; key: string };
type Edit = Address & { author: string; ifMatch: string | undefined };

type Dependencies = { db: Connection; project: string; library: Library; clock: Clock };

const inBody = ({ path, message }: { path: PropertyKey[]; message: string }): ProblemFault => ({
  path: `/body${pointer(path)}`,
  message,
});

const bodyFaults = (kind: Kind, key: string, body: unknown): ProblemFault[] => {
  const result = documentSchemas[kind].safeParse(body);
  if (!result.success) return schemaFaults(result.error).map(inBody);
  const message = `the key of this document is "${key}"`;
  return sourceKey({ kind, body }) === key ? [] : [{ path: '/body/key', message }];
};

const refuseFaults = (errors: ProblemFault[]): void => {
  if (errors.length > 0) throw problem('invalid-request', { detail: 'The document has faults.', errors });
};

/** Documents with their drafts, one by one. */
export const createDocuments = ({ db, project, library, clock }: Dependencies) => {
  const drafts = draftStore(db, project);
  const revisions = revisionStore(db, project);

  const find = async ({ environment, kind, key }: Address): Promise<DocumentRecord | null> => {
    const [live, draft, past] = await Promise.all([
      library.liveDocument(environment, `${kind}/${key}`),
      drafts.one(kind, key),
      revisions.newest(kind, key),
    ]);
    if (!live && !draft && !past) return null;
    return recordOf({ kind, key, live, draft: draft ?? undefined, past: past ?? undefined });
  };

  const one = async (address: Address): Promise<DocumentRecord> => {
    const record = await find(address);
    if (record) return record;
    throw problem('not-found', { detail: `There is no ${address.kind} "${address.key}".` });
  };

  const stale = (current: DocumentRecord): Error =>
    problem('precondition-failed', { detail: 'Someone else has changed it since.', extra: { current } });

  /** Writes the head of a document whose record is still the one that was read. */
  const writeDraft = async (edit: Edit, record: DocumentRecord, change: Pick<Draft, 'body' | 'state'>) => {
    const { kind, key, author } = edit;
    const draft: Draft = { kind, key, ...change, etag: randomUUID(), author, updatedAt: clock() };
    const written = record.draft
      ? await drafts.replace(draft, record.draft.etag)
      : await drafts.create(draft);
    if (!written) throw stale(await one(edit));
    await note(edit, change.state === 'archived' ? 'draft.archived' : 'draft.saved');
    return one(edit);
  };

  const note = ({ environment, kind, key, author }: Edit, action: AuditAction): Promise<void> =>
    auditLogStore(db, { project, environment }).record({
      at: clock(),
      actor: author,
      action,
      subject: `${kind}/${key}`,
    });

  /** Whoever writes over something or takes it away says what they have seen. */
  const seen = async (edit: Edit): Promise<DocumentRecord> => {
    const { ifMatch } = edit;
    if (ifMatch === undefined) throw problem('precondition-required', { detail: 'Send If-Match.' });
    const record = await one(edit);
    if (ifMatch !== '*' && ifMatch !== record.etag) throw stale(record);
    return record;
  };

  const refuseTakenKey = async ({ environment, kind, key }: Address): Promise<void> => {
    const holder = (await drafts.kindOfKey(key)) ?? (await revisions.kindOfKey(key, kinds));
    const record = holder === kind ? await find({ environment, kind, key }) : null;
    if (holder === null || record?.status === 'archived') return;
    throw problem('already-there', {
      detail: `The key "${key}" is taken by ${holder}/${key}: keys are unique across kinds.`,
    });
  };

  return {
    one,

    /** Every document of a kind that is in force or has a draft; archived ones only when asked for. */
    ofKind: async (environment: string, kind: Kind, archived: boolean): Promise<DocumentRecord[]> => {
      const [live, heads] = await Promise.all([library.liveOfKind(environment, kind), drafts.ofKind(kind)]);
      const liveByKey = new Map(live.map((document) => [document.key, document]));
      const draftByKey = new Map(heads.map((draft) => [draft.key, draft]));
      const keys = new Set([...liveByKey.keys(), ...draftByKey.keys()]);
      const past = archived ? (await revisions.keysOfKind(kind)).filter((key) => !keys.has(key)) : [];
      return [
        ...[...keys].map((key) =>
          recordOf({ kind, key, live: liveByKey.get(key), draft: draftByKey.get(key) }),
        ),
        ...(await Promise.all(past.map((key) => one({ environment, kind, key })))),
      ];
    },

    /** Saves the draft of an existing document. */
    save: async (edit: Edit, body: unknown): Promise<DocumentRecord> => {
      const record = await seen(edit);
      refuseFaults(bodyFaults(edit.kind, edit.key, body));
      return writeDraft(edit, record, { body, state: 'draft' });
    },

    /** Makes the first draft of a new document, or of one that was archived. */
    create: async (edit: Omit<Edit, 'key' | 'ifMatch'>, body: unknown): Promise<DocumentRecord> => {
      const key = sourceKey({ kind: edit.kind, body });
      refuseFaults(bodyFaults(edit.kind, key, body));
      const address = { ...edit, key, ifMatch: undefined };
      await refuseTakenKey(address);
      const parts = { kind: edit.kind, key, live: undefined, draft: undefined };
      return writeDraft(address, recordOf(parts), { body, state: 'draft' });
    },

    /** Discards the draft; of a document without one, drafts its archiving. The record as it was, if it is gone. */
    remove: async (edit: Edit): Promise<DocumentRecord> => {
      const record = await seen(edit);
      if (!record.draft) {
        if (!record.live) return record;
        return writeDraft(edit, record, { body: record.live.body, state: 'archived' });
      }
      const discarded = await drafts.discard({ kind: edit.kind, key: edit.key, ...record.draft });
      if (!discarded) throw stale(await one(edit));
      await note(edit, 'draft.discarded');
      return (await find(edit)) ?? record;
    },

    /** What would keep a body from being published, beside what is in force and all drafts. */
    faults: async (address: Address, body: unknown): Promise<ProblemFault[]> => {
      const { environment, kind } = address;
      // a document that is not there yet may still choose its key
      const key = (await find(address)) ? address.key : sourceKey({ kind, body });
      const own = bodyFaults(kind, key, body);
      if (own.length > 0) return own;
      const others = (await drafts.all()).filter((draft) => draft.kind !== kind || draft.key !== key);
      const changes = [...others.map(changeOfDraft), changeTo({ kind, body })];
      const documents = applied(changes, await library.live(environment));
      const faults = validateDocuments(documents);
      return faults.filter(({ document }) => document === `${kind}/${key}`).map(inBody);
    },

    /** Newest first, without bodies. */
    revisions: async (address: Address) => {
      const { kind, key } = await one(address);
      const found = await revisions.ofDocument(kind, key);
      return found.map(({ number, author, reason, createdAt, contentHash }) => ({
        id: number,
        number,
        author,
        reason,
        createdAt,
        contentHash,
      }));
    },

    /** One side of a comparison: a revision, what is in force, or the draft; null when there is none. */
    version: async (address: Address, version: number | 'draft' | 'live'): Promise<unknown> => {
      const { kind, key } = address;
      if (typeof version === 'number') return (await revisions.one(`${kind}/${key}`, version))?.body ?? null;
      const { live, draft } = await one(address);
      return (version === 'live' ? live : (draft ?? live))?.body ?? null;
    },
  };
};

export type Documents = ReturnType<typeof createDocuments>;
