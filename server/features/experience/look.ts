import type { ExperienceRequest } from '#schemas/decision.ts';
import type { Profile } from '#schemas/profile.ts';
import { heldByEither } from '#server/domain/assignment/held.ts';
import type { Evidence } from '#server/domain/decisions/evidence.ts';
import { buildFacts } from '#server/domain/decisions/facts.ts';
import { ownProfile } from '#server/domain/profiles/own.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import type { Clock } from '#server/platform/clock.ts';
import { checkRequest } from './check-request.ts';
import { type Preview, readPreview } from './preview.ts';

export type LookDependencies = {
  release: () => CompiledRelease;
  /** The release in force with these documents as they are drafted. */
  releaseWithDrafts: (documents: readonly string[]) => Promise<CompiledRelease>;
  evidence: () => Evidence;
  readProfile: (id: string) => Promise<Profile | null>;
  /** The segments that an identity was uploaded into. */
  readUploads?: ((identity: string) => Promise<readonly string[]>) | undefined;
  scope: string;
  secret: string;
  clock: Clock;
  /** Milliseconds that only ever grow, to measure how long something takes. */
  stopwatch: () => number;
};

const identityOf = ({ customer_id, anonymous_id }: ExperienceRequest): string =>
  customer_id === undefined ? `anonymous_id:${anonymous_id}` : `customer_id:${customer_id}`;

const subjectOf = ({ customer_id, anonymous_id }: ExperienceRequest, profile: Profile | null): string =>
  profile?.subject ?? customer_id ?? anonymous_id!;

/** The part of the time that models leave to fill lists in, so that one that is late costs no products. */
const PRODUCTS_SHARE = 0.2;

/** What was found out about a customer before anything is matched: one read, or two at once. */
export type Look = {
  request: ExperienceRequest;
  preview: Preview | null;
  release: CompiledRelease;
  evidence: Evidence;
  profile: Profile | null;
  /** The uploaded segments of someone who has no profile yet. */
  uploaded: readonly string[];
  /** What experiments have shown whoever was anonymous until now; undefined where the profile tells all. */
  held: Readonly<Record<string, string>> | undefined;
  identity: string;
  at: Date;
  /** Milliseconds that are left to decide in, and before that for models to answer in. */
  left: () => number;
  leftForModels: () => number;
};

/**
 * Finds out what a request is about.
 * @throws ProblemError 'invalid-request' for a placement or goal that the release does not have, or a preview that is over
 */
export const createLook = (dependencies: LookDependencies) => {
  const { clock, stopwatch, scope, secret } = dependencies;

  const releaseFor = async (preview: Preview | null): Promise<CompiledRelease> =>
    preview === null || preview.drafts.length === 0
      ? dependencies.release()
      : dependencies.releaseWithDrafts(preview.drafts);

  /** Whoever names both ids may have been somebody else until now; who is another's already, nothing is read of. */
  const readVisitor = async ({ customer_id, anonymous_id }: ExperienceRequest): Promise<Profile | null> => {
    if (customer_id === undefined || anonymous_id === undefined) return null;
    const id = `anonymous_id:${anonymous_id}`;
    return ownProfile(await dependencies.readProfile(id), id);
  };

  const uploadedInto = async (identity: string, { segments }: CompiledRelease): Promise<readonly string[]> =>
    segments.uploaded.size === 0
      ? []
      : ((await dependencies.readUploads?.(identity)) ?? []).filter((key) => segments.uploaded.has(key));

  return async (request: ExperienceRequest): Promise<Look> => {
    const started = stopwatch();
    const at = clock();
    const preview = readPreview(request.preview, { scope, secret, at });
    const release = await releaseFor(preview);
    const evidence = dependencies.evidence();
    checkRequest(request, release);
    const budget = release.settings.performance_optimization.max_processing_time_ms;
    const left = (): number => budget - (stopwatch() - started);
    const identity = identityOf(request);
    const [profile, visitor] = await Promise.all([dependencies.readProfile(identity), readVisitor(request)]);
    const uploaded = profile === null ? await uploadedInto(identity, release) : [];
    const held = visitor === null ? undefined : heldByEither(profile, visitor);
    const leftForModels = (): number => left() - budget * PRODUCTS_SHARE;
    return {
      request,
      preview,
      release,
      evidence,
      profile,
      uploaded,
      held,
      identity,
      at,
      left,
      leftForModels,
    };
  };
};

/** What is known without asking any rule or model. */
export const situationOf = (seen: Look) => {
  const { request, preview, identity, release, evidence, profile, uploaded, held, at } = seen;
  const context = { ...request.context, page_type: request.page_type };
  const facts = buildFacts({ profile, identity, uploaded, context, release, evidence, at });
  const subject = subjectOf(request, profile);
  const profileId = profile?.id ?? identity;
  return {
    release,
    evidence,
    profile,
    profileId,
    identity,
    held,
    facts,
    subject,
    preview: preview?.experiments,
    at,
    request,
  };
};

export type Situation = ReturnType<typeof situationOf>;
