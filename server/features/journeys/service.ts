import type { Facts } from '#schemas/facts.ts';
import type { Profile } from '#schemas/profile.ts';
import { advanceJourney, fireDueTimers } from '#server/domain/journeys/advance.ts';
import { type MachineGraph, machineGraph } from '#server/domain/journeys/graph.ts';
import type { CompiledJourney, JourneyEvent, JourneyInstance } from '#server/domain/journeys/types.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import type { ClientSession } from '#server/platform/mongo.ts';
import type { JourneyInstanceStore, StoredInstance } from '#server/stores/journey-instances.ts';
import type { JourneyTimerStore } from '#server/stores/journey-timers.ts';

type Journeys = Profile['journeys'];

/** What stepping a customer's journeys comes to: the profile's new `journeys`, and the writes that belong to it. */
export type JourneyPlan = { journeys: Journeys; write: (session: ClientSession) => Promise<void> };

export type JourneyDependencies = {
  instances: JourneyInstanceStore;
  timers: JourneyTimerStore;
  release: () => CompiledRelease;
  factsOf: (profile: Profile, at: Date) => Facts;
};

type Changed = { before: StoredInstance | null; after: JourneyInstance };

/** A journey instance was written by someone else meanwhile: read again and repeat. */
export class JourneyConflict extends Error {}

const place = ({ state, since, status }: JourneyInstance): Journeys[string] => ({
  state,
  since,
  done: status === 'done',
});

const walk = (
  journey: CompiledJourney,
  before: StoredInstance | null,
  events: readonly JourneyEvent[],
  factsAt: (at: Date) => Facts,
): JourneyInstance | null =>
  events.reduce<JourneyInstance | null>(
    (instance, event) => advanceJourney({ journey, instance, event, factsAt }).instance,
    before,
  );

const changedOnly = (before: StoredInstance | null, after: JourneyInstance | null): Changed[] =>
  after === null || after === before ? [] : [{ before, after }];

export const journeyService = ({ instances, timers, release, factsOf }: JourneyDependencies) => {
  const writeOne = async (
    profileId: string,
    { before, after }: Changed,
    session: ClientSession,
  ): Promise<void> => {
    const { journey, snapshot, state, since, startedAt, status, watermark } = after;
    const draft = {
      profileId,
      journey,
      snapshot,
      state,
      since,
      startedAt,
      status,
      watermark,
      timers: after.timers,
    };
    if (!(await instances.write(draft, before?.version ?? 0, session))) throw new JourneyConflict(profileId);
    await timers.replace({ journey, profileId }, after.timers, session);
  };

  const planOf = (profile: Profile, changes: readonly Changed[]): JourneyPlan => ({
    journeys: {
      ...profile.journeys,
      ...Object.fromEntries(changes.map(({ after }) => [after.journey, place(after)])),
    },
    write: async (session) => {
      for (const change of changes) await writeOne(profile.id, change, session);
    },
  });

  return {
    /** Steps every journey of the release through a customer's new events, in order. */
    step: async (profile: Profile, events: readonly JourneyEvent[]): Promise<JourneyPlan> => {
      const journeys = [...release().journeys.values()];
      if (journeys.length === 0) return planOf(profile, []);
      const stored = new Map((await instances.ofProfile(profile.id)).map((found) => [found.journey, found]));
      const factsAt = (at: Date): Facts => factsOf(profile, at);
      const changes = journeys.flatMap((journey) => {
        const before = stored.get(journey.journey.key) ?? null;
        return changedOnly(before, walk(journey, before, events, factsAt));
      });
      return planOf(profile, changes);
    },

    /** Sends what is due in one customer's journey. */
    fire: async (profile: Profile, journeyKey: string, at: Date): Promise<JourneyPlan> => {
      const journey = release().journeys.get(journeyKey);
      const before = (await instances.ofProfile(profile.id)).find((found) => found.journey === journeyKey);
      if (!journey || !before) return planOf(profile, []);
      const after = fireDueTimers(journey, before, at, (when) => factsOf(profile, when)).instance;
      return planOf(profile, changedOnly(before, after));
    },

    /** The machine with the number of customers in each state; null for an unknown journey. */
    graph: async (key: string): Promise<DrawnJourney | null> => {
      const journey = release().journeys.get(key);
      if (!journey) return null;
      const { states, transitions } = machineGraph(journey.machine);
      const counts = new Map(
        (await instances.countByState(key)).map(({ state, customers }) => [state, customers]),
      );
      const within = (path: string): number =>
        [...counts].reduce(
          (sum, [state, n]) => (state === path || state.startsWith(`${path}.`) ? sum + n : sum),
          0,
        );
      return {
        key,
        transitions,
        states: states.map((state) => ({ ...state, customers: within(state.path) })),
      };
    },

    customersIn: (key: string, state: string, limit: number): Promise<StoredInstance[]> =>
      instances.inState(key, state, limit),
  };
};

export type DrawnJourney = {
  key: string;
  states: (MachineGraph['states'][number] & { customers: number })[];
  transitions: MachineGraph['transitions'];
};

export type JourneyService = ReturnType<typeof journeyService>;
