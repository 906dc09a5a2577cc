import type { ExperienceRequest } from '#schemas/decision.ts';
import type { Profile } from '#schemas/profile.ts';
import type { SimulationRequest } from '#schemas/simulation.ts';
import type { Evidence } from '#server/domain/decisions/evidence.ts';
import type { DeclaredHistory } from '#server/domain/profiles/declared-history.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import {
  customerOf,
  type Explained,
  type SimulatedCustomer,
  simulate,
} from '#server/domain/simulation/simulate.ts';
import type { Clock } from '#server/platform/clock.ts';
import type { ProfileStore } from '#server/stores/profiles.ts';
import { countArchetypes } from './archetypes.ts';
import { type Differences, differencesOf } from './differences.ts';

type Dependencies = {
  release: () => CompiledRelease;
  /** What publishing every draft would make; null when none differs from what is in force. */
  releaseOfDrafts: () => Promise<CompiledRelease | null>;
  evidence: () => Evidence;
  readProfile: (id: string) => Promise<Profile | null>;
  profiles: Pick<ProfileStore, 'count' | 'sample'>;
  /** Refuses what a release does not have, as it does for storefronts. */
  checkRequest: (request: ExperienceRequest, release: CompiledRelease) => void;
  /** Profiles with everything counted that is declared, from their events where it was not yet. */
  countNow: (profiles: readonly Profile[], declared: DeclaredHistory) => Promise<Profile[]>;
  clock: Clock;
};

type Simulated = {
  customer: { id: string; known: boolean };
  live: Explained | null;
  draft: Explained | null;
  /** Between the two; null unless both are there. */
  differences: Differences | null;
};

/** Decides as storefronts are answered, and tells nobody: nothing of it is recorded, shown or counted. */
export const simulatorService = (dependencies: Dependencies) => {
  const { release, releaseOfDrafts, evidence, readProfile, profiles, checkRequest, countNow, clock } =
    dependencies;

  /** The customer as publishing would make them: what drafts count anew is counted from the events. */
  const countedUnder = async (
    customer: SimulatedCustomer,
    { history }: CompiledRelease,
  ): Promise<SimulatedCustomer> => {
    const [profile = null] = customer.profile ? await countNow([customer.profile], history) : [];
    return { ...customer, profile };
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
      const customer = await customerOf(request, readProfile);
      const explain = (target: CompiledRelease, as = customer) =>
        simulate({ request, customer: as, release: target, evidence: evidence(), at });
      const wantsLive = drafted === null || request.side_by_side;
      const live = wantsLive ? await explain(release()) : null;
      const draft = drafted && (await explain(drafted, await countedUnder(customer, drafted)));
      return {
        customer: { id: customer.profile?.id ?? customer.identity, known: customer.profile !== null },
        live,
        draft,
        differences: live && draft && differencesOf(live, draft),
      };
    },

    /** Typical customers, with a real one of each where there is one. */
    archetypes: () => countArchetypes({ profiles, release: release(), evidence: evidence(), at: clock() }),
  };
};

export type SimulatorService = ReturnType<typeof simulatorService>;
