import type { ExperienceRequest } from '#schemas/decision.ts';
import type { Profile } from '#schemas/profile.ts';
import type { SimulationRequest } from '#schemas/simulation.ts';
import { fnv1a32 } from '#server/domain/assignment/hash.ts';
import { heldByEither } from '#server/domain/assignment/held.ts';
import type { Evidence } from '#server/domain/decisions/evidence.ts';
import { explainDecision } from '#server/domain/decisions/explain.ts';
import { buildFacts } from '#server/domain/decisions/facts.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import type { Clock } from '#server/platform/clock.ts';
import { type Differences, differencesOf, type Explained } from './differences.ts';
import { supposeFacts, supposeProfile, withoutSegments } from './suppose.ts';

type Dependencies = {
  release: () => CompiledRelease;
  /** What publishing every draft would make; null when none differs from what is in force. */
  releaseOfDrafts: () => Promise<CompiledRelease | null>;
  evidence: () => Evidence;
  readProfile: (id: string) => Promise<Profile | null>;
  /** Refuses what a release does not have, as it does for storefronts. */
  checkRequest: (request: ExperienceRequest, release: CompiledRelease) => void;
  clock: Clock;
};

type Simulated = {
  customer: { id: string; known: boolean };
  live: Explained | null;
  draft: Explained | null;
  /** Between the two; null unless both are there. */
  differences: Differences | null;
};

/** Who is asked about, as far as the store knows them. */
type Customer = { identity: string; subject: string; profile: Profile | null; visitor: Profile | null };

/** Decides as storefronts are answered, and tells nobody: nothing of it is recorded, shown or counted. */
export const simulatorService = (dependencies: Dependencies) => {
  const { release, releaseOfDrafts, evidence, readProfile, checkRequest, clock } = dependencies;

  const read = async ({ customer_id, anonymous_id }: SimulationRequest): Promise<Customer> => {
    const asVisitor = `anonymous_id:${anonymous_id}`;
    const identity = customer_id === undefined ? asVisitor : `customer_id:${customer_id}`;
    const isBoth = customer_id !== undefined && anonymous_id !== undefined;
    const [profile, visitor] = await Promise.all([
      readProfile(identity),
      isBoth ? readProfile(asVisitor) : null,
    ]);
    return { identity, profile, visitor, subject: profile?.subject ?? customer_id ?? anonymous_id! };
  };

  const explain = (
    request: SimulationRequest,
    { identity, subject, ...known }: Customer,
    target: CompiledRelease,
    at: Date,
  ): Promise<Explained> => {
    const { overrides, chance } = request;
    const now = { release: target, evidence: evidence(), at };
    const context = { ...request.context, page_type: request.page_type };
    const facts = buildFacts({ ...now, profile: known.profile, identity, context });
    const profile = supposeProfile(known.profile, overrides, { identity, subject, at });
    return explainDecision({
      ...now,
      release: overrides.profile?.segments === undefined ? target : withoutSegments(target),
      facts: supposeFacts(facts, overrides),
      profile,
      held: known.visitor === null ? undefined : heldByEither(profile, known.visitor),
      subject,
      request,
      scores: {},
      missing: [],
      experienceId: chance,
      seed: fnv1a32(chance),
    });
  };

  return {
    /**
     * @throws ProblemError 'invalid-request' for what the release does not have, 'unprocessable' for drafts that
     * could not be published
     */
    simulate: async (request: SimulationRequest): Promise<Simulated> => {
      const at = request.at === undefined ? clock() : new Date(request.at);
      const drafted = request.drafts || request.side_by_side ? await releaseOfDrafts() : null;
      checkRequest(request, drafted ?? release());
      const customer = await read(request);
      const wantsLive = drafted === null || request.side_by_side;
      const live = wantsLive ? await explain(request, customer, release(), at) : null;
      const draft = drafted && (await explain(request, customer, drafted, at));
      return {
        customer: { id: customer.profile?.id ?? customer.identity, known: customer.profile !== null },
        live,
        draft,
        differences: live && draft && differencesOf(live, draft),
      };
    },
  };
};

export type SimulatorService = ReturnType<typeof simulatorService>;
