import type { Kind } from '#schemas/document.ts';
import type { Scope } from '#schemas/scope.ts';
import type { SourceDocument } from '#server/domain/releases/types.ts';
import type { Connection } from '#server/platform/mongo.ts';
import { environmentStore } from '#server/stores/environments.ts';
import { releaseStore } from '#server/stores/releases.ts';
import { revisionStore } from '#server/stores/revisions.ts';

/** A document as a release has it. */
export type ReleasedDocument = SourceDocument & {
  id: string;
  key: string;
  revision: number;
  contentHash: string;
  author: string;
  /** When this revision was first published. */
  publishedAt: Date;
};

type Entries = Readonly<Record<string, number>>;

/** A release with the contents of its documents, in order of publication. */
export type Snapshot = { number: number; entries: Entries; documents: ReleasedDocument[] };

/** Reads releases and what they contain. */
export const createLibrary = (db: Connection, project: string) => {
  const revisions = revisionStore(db, project);
  const scopeOf = (environment: string): Scope => ({ project, environment });

  const inForce = (environment: string): Promise<number> =>
    environmentStore(db, scopeOf(environment)).release();

  /** Null when there is no such release; release 0 is there always, and is empty. */
  const entriesOf = async (environment: string, number: number): Promise<Entries | null> => {
    if (number === 0) return {};
    return (await releaseStore(db, scopeOf(environment)).one(number))?.entries ?? null;
  };

  const documentsOf = async (entries: Entries): Promise<ReleasedDocument[]> => {
    const found = await revisions.many(entries);
    const byId = new Map(found.map((revision) => [`${revision.kind}/${revision.key}`, revision]));
    return Object.keys(entries).map((id) => {
      const revision = byId.get(id);
      if (!revision) throw new Error(`The revision ${id}/${entries[id]} is missing from the database.`);
      const { kind, key, body, number, contentHash, author, createdAt } = revision;
      return { id, kind, key, body, revision: number, contentHash, author, publishedAt: createdAt };
    });
  };

  const snapshot = async (environment: string, number: number): Promise<Snapshot | null> => {
    const entries = await entriesOf(environment, number);
    return entries && { number, entries, documents: await documentsOf(entries) };
  };

  const live = async (environment: string): Promise<Snapshot> => {
    const number = await inForce(environment);
    const found = await snapshot(environment, number);
    if (!found) throw new Error(`Release ${number} of ${environment} is missing from the database.`);
    return found;
  };

  const liveEntries = async (environment: string): Promise<Entries> =>
    (await entriesOf(environment, await inForce(environment))) ?? {};

  return {
    inForce,
    snapshot,
    live,

    /** One document in force, without reading the others. */
    liveDocument: async (environment: string, id: string): Promise<ReleasedDocument | undefined> => {
      const number = (await liveEntries(environment))[id];
      return number === undefined ? undefined : (await documentsOf({ [id]: number }))[0];
    },

    /** The documents of one kind in force, without reading the others. */
    liveOfKind: async (environment: string, kind: Kind): Promise<ReleasedDocument[]> => {
      const entries = Object.entries(await liveEntries(environment));
      return documentsOf(Object.fromEntries(entries.filter(([id]) => id.startsWith(`${kind}/`))));
    },

    /** For a release holder: the release in force, or null when its number is known. */
    load: async (environment: string, known: number): Promise<Snapshot | null> =>
      (await inForce(environment)) === known ? null : live(environment),
  };
};

export type Library = ReturnType<typeof createLibrary>;
