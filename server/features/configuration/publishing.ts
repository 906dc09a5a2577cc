import type { AuditAction } from '#schemas/audit.ts';
import { documentSchemas } from '#schemas/document.ts';
import type { DocumentFault, Release } from '#schemas/release.ts';
import type { Scope } from '#schemas/scope.ts';
import { type DocumentChange, diffDocuments } from '#server/domain/releases/diff.ts';
import type { SourceDocument } from '#server/domain/releases/types.ts';
import { validateDocuments } from '#server/domain/releases/validate.ts';
import { documentWarnings } from '#server/domain/releases/warnings.ts';
import type { Clock } from '#server/platform/clock.ts';
import { contentHash } from '#server/platform/content-hash.ts';
import { type ClientSession, type Connection, withTransaction } from '#server/platform/mongo.ts';
import { problem } from '#server/platform/problems.ts';
import { auditLogStore } from '#server/stores/audit-log.ts';
import { draftStore } from '#server/stores/drafts.ts';
import { environmentStore } from '#server/stores/environments.ts';
import { experienceVariantStore } from '#server/stores/experience-variants.ts';
import { personalizationRuleStore } from '#server/stores/personalization-rules.ts';
import { releaseStore } from '#server/stores/releases.ts';
import { revisionStore } from '#server/stores/revisions.ts';
import { applied, type Change, effective, refusal } from './changes.ts';
import type { Library, Snapshot } from './library.ts';

/** Who publishes, where and why. */
export type Publication = { environment: string; author: string; reason: string };
export type Published = {
  release: Release;
  changes: DocumentChange[];
  /** What was published all the same: changed rules that have no effect, or are in conflict with another. */
  warnings: DocumentFault[];
};

type Dependencies = {
  db: Connection;
  project: string;
  library: Library;
  clock: Clock;
  /** Told after a release has come into force. */
  onPublished: (environment: string) => void | Promise<void>;
};

/** Why documents, each without a fault, must not come into force upon a release. */
export type Objections = (
  environment: string,
  source: { number: number; documents: SourceDocument[] },
) => Promise<DocumentFault[]>;

type Step = Publication & { action: AuditAction; base: Snapshot; changes: Change[]; objections?: Objections };

/** Publishes: the release is written first, and swapping the environment's pointer to it is the commit point. */
export const createPublisher = ({ db, project, library, clock, onPublished }: Dependencies) => {
  const revisions = revisionStore(db, project);
  const drafts = draftStore(db, project);
  const scopeOf = (environment: string): Scope => ({ project, environment });

  const overtaken = async (environment: string, base: Snapshot): Promise<Error> => {
    const current = await library.live(environment);
    return problem('conflict', {
      detail: `Release ${current.number} of ${environment} was published since you read release ${base.number}.`,
      extra: { current: current.number, changes: diffDocuments(base.documents, current.documents) },
    });
  };

  const nextEntries = async ({ base, changes, author, reason }: Step, at: Date) => {
    const entries = { ...base.entries };
    for (const { id, kind, key, next } of changes) {
      if (next) entries[id] = await revisions.ensure({ kind, key, ...next, author, reason, createdAt: at });
      else delete entries[id];
    }
    return entries;
  };

  const mirror = async (change: Change, release: Release, session: ClientSession): Promise<void> => {
    const { kind, key, next } = change;
    if (kind !== 'rule' && kind !== 'variant') return;
    const scope = scopeOf(release.environment);
    const store = kind === 'rule' ? personalizationRuleStore(db, scope) : experienceVariantStore(db, scope);
    if (!next) return store.remove(key, session);
    const body = documentSchemas[kind].parse(next.body);
    await store.write(key, body, release.number, session);
  };

  const putInForce = (release: Release, { action, changes, author }: Step): Promise<boolean> =>
    withTransaction(db, async (session) => {
      const { environment, number, parent, createdAt: at, reason } = release;
      const scope = scopeOf(environment);
      const swapped = await environmentStore(db, scope).swap({ from: parent, to: number, at }, session);
      if (!swapped) return false;
      for (const change of changes) {
        await mirror(change, release, session);
        if (change.draft) await drafts.discard(change.draft, session);
      }
      const detail = { parent, reason, documents: changes.map(({ id }) => id) };
      const subject = `release/${number}`;
      await auditLogStore(db, scope).record({ at, actor: author, action, subject, detail }, session);
      return true;
    });

  const write = async (step: Step): Promise<Release> => {
    const { environment, base, author, reason } = step;
    const scope = scopeOf(environment);
    const createdAt = clock();
    const entries = await nextEntries(step, createdAt);
    const content = { environment, parent: base.number, entries, author, reason, createdAt };
    await environmentStore(db, scope).ensure();
    const release = await releaseStore(db, scope).add({ ...content, contentHash: contentHash(entries) });
    if (await putInForce(release, step)) return release;
    await releaseStore(db, scope).discard(release.number);
    throw await overtaken(environment, base);
  };

  const requireCurrent = async (environment: string, base: Snapshot): Promise<void> => {
    if ((await library.inForce(environment)) !== base.number) throw await overtaken(environment, base);
  };

  return {
    /**
     * Makes the next release of an environment.
     * @throws ProblemError 'conflict' when the base is no longer in force, 'unprocessable' with every fault
     */
    publish: async (step: Step): Promise<Published> => {
      const { environment, base } = step;
      await requireCurrent(environment, base);
      const changes = effective(step.changes, base);
      if (changes.length === 0)
        throw problem('unprocessable', { detail: `Nothing differs from release ${base.number}.` });
      const next = applied(changes, base);
      const faults = validateDocuments(next);
      if (faults.length > 0) throw refusal(faults);
      const objections = await step.objections?.(environment, { number: base.number, documents: next });
      if (objections?.length) throw refusal(objections);
      const release = await write({ ...step, changes });
      await onPublished(environment);
      const warnings = documentWarnings(next, new Set(changes.map(({ id }) => id)));
      return { release, changes: diffDocuments(base.documents, next), warnings };
    },
  };
};
