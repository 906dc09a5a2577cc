import { documentId, type Kind } from '#schemas/document.ts';
import type { DocumentFault } from '#schemas/release.ts';
import { defaultProject } from '#schemas/scope.ts';
import { type DocumentChange, diffDocuments } from '#server/domain/releases/diff.ts';
import { sourceId } from '#server/domain/releases/source.ts';
import type { SourceDocument } from '#server/domain/releases/types.ts';
import { validateDocuments } from '#server/domain/releases/validate.ts';
import { documentWarnings } from '#server/domain/releases/warnings.ts';
import type { Clock } from '#server/platform/clock.ts';
import type { Connection } from '#server/platform/mongo.ts';
import { problem } from '#server/platform/problems.ts';
import { draftStore } from '#server/stores/drafts.ts';
import { environmentStore } from '#server/stores/environments.ts';
import { releaseStore } from '#server/stores/releases.ts';
import { revisionStore } from '#server/stores/revisions.ts';
import {
  applied,
  type Change,
  changeOfDraft,
  changesTowards,
  changeTo,
  effective,
  parseId,
  refusal,
} from './changes.ts';
import { createDocuments } from './documents.ts';
import { createLibrary, type Snapshot } from './library.ts';
import { createPublisher, type Objections, type Publication, type Published } from './publishing.ts';

type Dependencies = {
  db: Connection;
  clock: Clock;
  project?: string;
  /** Told after a release has come into force, so that this process need not wait to notice. */
  onPublished?: (environment: string) => void | Promise<void>;
  /** What else speaks against new documents coming into force together; nobody objects to going back. */
  objections?: Objections;
};

/** A folder of documents and the environment that it is compared with. */
export type Target = {
  environment: string;
  documents: readonly SourceDocument[];
  /** Leaves documents alone that are not in the folder; otherwise they are removed. */
  keepOthers?: boolean;
};
export type Plan = {
  environment: string;
  /** The release that the plan is made against. */
  parent: number;
  changes: DocumentChange[];
  faults: DocumentFault[];
  /** What would be published all the same: changed rules that have no effect, or are in conflict with another. */
  warnings: DocumentFault[];
};

const unknownDocuments = (missing: { id: string; index: number }[]): Error =>
  problem('invalid-request', {
    detail: 'Some documents are not known.',
    errors: missing.map(({ id, index }) => ({
      path: `/documents/${index}`,
      message: `there is no document "${id}"`,
    })),
  });

/** The configuration: its documents, drafts, revisions and releases. */
export const createConfigurationService = (dependencies: Dependencies) => {
  const { db, clock, project = defaultProject, onPublished = () => undefined } = dependencies;
  const { objections = async () => [] } = dependencies;
  const library = createLibrary(db, project);
  const documents = createDocuments({ db, project, library, clock });
  const publisher = createPublisher({ db, project, library, clock, onPublished });
  const drafts = draftStore(db, project);
  const revisions = revisionStore(db, project);

  const snapshotOf = async (environment: string, number: number, path: string): Promise<Snapshot> => {
    const found = await library.snapshot(environment, number);
    if (found) return found;
    const message = `there is no release ${number} of ${environment}`;
    throw problem('invalid-request', { errors: [{ path, message }] });
  };

  /** The head of a document: its draft, else its newest revision. */
  const changeOf = async (id: string): Promise<Change | null> => {
    const address = parseId(id);
    if (!address) return null;
    const { kind, key } = address;
    const draft = await drafts.one(kind, key);
    if (draft) return changeOfDraft(draft);
    const newest = await revisions.newest(kind, key);
    return newest && { id, kind, key, next: { body: newest.body, contentHash: newest.contentHash } };
  };

  const changesOf = async (ids: readonly string[] | 'all'): Promise<Change[]> => {
    if (ids === 'all') return (await drafts.all()).map(changeOfDraft);
    const distinct = [...new Set(ids)];
    const found = await Promise.all(distinct.map(changeOf));
    const missing = distinct.flatMap((id, index) => (found[index] ? [] : [{ id, index }]));
    if (missing.length > 0) throw unknownDocuments(missing);
    return found.filter((change) => change !== null);
  };

  /** Brings documents back to what they were in a release; one that was not in it is removed. */
  const changesBackTo = (past: Snapshot, base: Snapshot, ids: readonly string[] | undefined): Change[] =>
    changesTowards(past.documents, base, false).filter(({ id }) => ids?.includes(id) ?? true);

  const planAgainst = (base: Snapshot, { environment, documents, keepOthers = false }: Target): Plan => {
    const next = applied(effective(changesTowards(documents, base, keepOthers), base), base);
    // the folder as it is, so that a key that is in it twice is told
    const ids = new Set(documents.map(sourceId));
    const others = keepOthers ? base.documents.filter(({ id }) => !ids.has(id)) : [];
    const faults = validateDocuments([...others, ...documents]);
    const changes = diffDocuments(base.documents, next);
    const warnings = documentWarnings(next, new Set(changes.map(({ document }) => document)));
    return { environment, parent: base.number, changes, faults, warnings };
  };

  return {
    documents,

    /** The number of the release in force; 0 before the first. */
    inForce: library.inForce,

    /** For a release holder of this environment. */
    load: (environment: string, known: number) => library.load(environment, known),

    /** Calls back soon after the release in force may have changed; the returned function ends it. */
    watch: (environment: string, onChange: () => void, onError: (error: unknown) => void) =>
      environmentStore(db, { project, environment }).watch(onChange, onError),

    /** What a release holds, in order of publication; null when there is no such release. */
    documentsAt: async (environment: string, number: number): Promise<SourceDocument[] | null> =>
      (await library.snapshot(environment, number))?.documents ?? null,

    /**
     * The release in force with some documents as they are drafted, and how many of those differ from it.
     * @throws ProblemError 'invalid-request' for unknown documents, 'unprocessable' when it could not be published
     */
    withDrafts: async (environment: string, documents: readonly string[] | 'all') => {
      const base = await library.live(environment);
      const changes = effective(await changesOf(documents), base);
      const next = applied(changes, base);
      const faults = validateDocuments(next);
      if (faults.length > 0) throw refusal(faults);
      return { number: base.number, documents: next, drafted: changes.length };
    },

    /**
     * Stops an experiment, and writes into it when and why.
     * @throws ProblemError 'conflict' when the parent is no longer in force
     */
    stopExperiment: async (
      publication: Publication & { parent: number; experiment: string; at: Date },
    ): Promise<Published> => {
      const { environment, parent, experiment, at, reason } = publication;
      const base = await snapshotOf(environment, parent, '/parent');
      const id = documentId('experiment', experiment);
      const found = base.documents.find((document) => document.id === id);
      if (!found) throw problem('not-found', { detail: `Release ${parent} has no ${id}.` });
      const stopped = { at: at.toISOString(), reason };
      const body = { ...(found.body as object), status: 'stopped', stopped };
      const changes = [changeTo({ kind: 'experiment', body })];
      return publisher.publish({ ...publication, action: 'experiment.rolled-back', base, changes });
    },

    /** Publishes documents as they are drafted; without a draft, their newest revisions. */
    publish: async (
      publication: Publication & { parent: number; documents: readonly string[] | 'all' },
    ): Promise<Published> => {
      const { environment, parent } = publication;
      const base = await snapshotOf(environment, parent, '/parent');
      const changes = await changesOf(publication.documents);
      return publisher.publish({ ...publication, action: 'release.published', base, changes, objections });
    },

    /** Makes a new release with older entries: all of them, or those of some documents. */
    rollback: async (
      publication: Publication & { to: number; documents?: readonly string[] | undefined },
    ): Promise<Published> => {
      const { environment, to } = publication;
      const past = await snapshotOf(environment, to, '/to');
      const base = await library.live(environment);
      const changes = changesBackTo(past, base, publication.documents);
      return publisher.publish({ ...publication, action: 'release.rolled-back', base, changes });
    },

    /** Puts one old revision of a document in force again; its draft, if there is one, stays as it is. */
    rollbackDocument: async (
      publication: Publication & { parent: number; kind: Kind; key: string; revision: number },
    ): Promise<Published> => {
      const { environment, parent, kind, key, revision } = publication;
      const past = await revisions.one(documentId(kind, key), revision);
      if (!past) {
        const message = `${documentId(kind, key)} has no revision ${revision}`;
        throw problem('invalid-request', { errors: [{ path: '/revision', message }] });
      }
      const base = await snapshotOf(environment, parent, '/parent');
      const changes = [changeTo({ kind, body: past.body })];
      return publisher.publish({ ...publication, action: 'document.rolled-back', base, changes });
    },

    /** What applying a folder would change, and every fault that would keep it from being published. */
    plan: async (target: Target): Promise<Plan> =>
      planAgainst(await library.live(target.environment), target),

    /** Publishes a folder; null when it is in force as it is. */
    apply: async (target: Target & Publication): Promise<Published | null> => {
      const base = await library.live(target.environment);
      const { changes, faults } = planAgainst(base, target);
      if (faults.length > 0) throw refusal(faults);
      if (changes.length === 0) return null;
      const steps = changesTowards(target.documents, base, target.keepOthers ?? false);
      return publisher.publish({ ...target, action: 'release.applied', base, changes: steps, objections });
    },

    /** The documents in force as they were written, in order of publication. */
    export: async (environment: string): Promise<SourceDocument[]> =>
      (await library.live(environment)).documents.map(({ kind, body }) => ({ kind, body })),

    releases: async (environment: string, page: { skip: number; limit: number; order: 'asc' | 'desc' }) => {
      const store = releaseStore(db, { project, environment });
      const [rows, total, current] = await Promise.all([
        store.list(page),
        store.count(),
        library.inForce(environment),
      ]);
      return { rows, total, current };
    },

    /** A release with its changes against its parent. */
    release: async (
      environment: string,
      number: number,
    ): Promise<Omit<Published, 'warnings'> & { current: boolean }> => {
      const release = await releaseStore(db, { project, environment }).one(number);
      if (!release)
        throw problem('not-found', { detail: `There is no release ${number} of ${environment}.` });
      const [before, after, current] = await Promise.all([
        snapshotOf(environment, release.parent, '/parent'),
        snapshotOf(environment, number, '/number'),
        library.inForce(environment),
      ]);
      const changes = diffDocuments(before.documents, after.documents);
      return { release, changes, current: current === number };
    },
  };
};

export type ConfigurationService = ReturnType<typeof createConfigurationService>;
