import type { Facts } from '#schemas/facts.ts';
import type { Profile } from '#schemas/profile.ts';
import { advanceJourney, canGoOn, fireDueTimers } from '#server/domain/journeys/advance.ts';
import { type MachineGraph, machineGraph } from '#server/domain/journeys/graph.ts';
import type {
  Advance,
  CompiledJourney,
  JourneyEvent,
  JourneyInstance,
  JourneyStep,
} from '#server/domain/journeys/types.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import type { Clock } from '#server/platform/clock.ts';
import type { ClientSession } from '#server/platform/mongo.ts';
import type {
  InstanceDraft,
  JourneyInstanceStore,
  StoredInstance,
} from '#server/stores/journey-instances.ts';
import type { JourneyMove, JourneyMoveStore } from '#server/stores/journey-moves.ts';
import type { JourneyTimerStore } from '#server/stores/journey-timers.ts';
import { joinInstances } from './join.ts';

type Journeys = Profile['journeys'];

export type JourneyInput = { profile: Profile; events: readonly JourneyEvent[] };

/** What stepping customers' journeys comes to: their new places by profile id, and the writes that belong to them. */
export type JourneyPlan = {
  journeys: ReadonlyMap<string, Journeys>;
  write: (session: ClientSession) => Promise<void>;
};

export type JourneyDependencies = {
  instances: JourneyInstanceStore;
  timers: Pick<JourneyTimerStore, 'exchange'>;
  moves: Pick<JourneyMoveStore, 'add'>;
  release: () => CompiledRelease;
  factsOf: (profile: Profile, at: Date) => Facts;
  clock: Clock;
};

/** Being in a state is being in those around it. */
const isWithin = (state: string, path: string): boolean => state === path || state.startsWith(`${path}.`);

type Changed = {
  profileId: string;
  before: StoredInstance | null;
  after: JourneyInstance;
  steps: readonly JourneyStep[];
};

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
): Advance =>
  events.reduce<Advance>(
    (so, event) => {
      const { instance, steps } = advanceJourney({ journey, instance: so.instance, event, factsAt });
      return { instance, steps: steps.length === 0 ? so.steps : [...so.steps, ...steps] };
    },
    { instance: before, steps: [] },
  );

/** Whether an event left the customer where they were, with nothing started or stopped: then nothing is written. */
const isUnmoved = (before: StoredInstance, after: JourneyInstance): boolean => {
  const picture = ({ snapshot, timers }: JourneyInstance): string => JSON.stringify([snapshot, timers]);
  return before === after || picture(before) === picture(after);
};

const changedOnly = (
  profileId: string,
  before: StoredInstance | null,
  { instance: after, steps }: Advance,
): Changed[] =>
  after === null || (before !== null && isUnmoved(before, after))
    ? []
    : [{ profileId, before, after, steps }];

const addressesOf = (profileId: string, { journey, timers }: Pick<JourneyInstance, 'journey' | 'timers'>) =>
  timers.map(({ id, dueAt }) => ({ journey, profileId, timerId: id, dueAt }));

const movesBefore = ({ before }: Changed): number => before?.moves ?? 0;

const draftOf = (changed: Changed): InstanceDraft => {
  const { journey, snapshot, state, since, startedAt, status, watermark, timers } = changed.after;
  const moves = movesBefore(changed) + changed.steps.length;
  const { profileId } = changed;
  return { profileId, journey, snapshot, state, since, startedAt, status, watermark, timers, moves };
};

/** XState's own name for an event that a delay sends. */
const isDelay = (event: string): boolean => event.startsWith('xstate.after.');

const movesOf = (changed: Changed, storedAt: Date): JourneyMove[] =>
  changed.steps.map(({ from, to, event, at }, index) => ({
    profileId: changed.profileId,
    journey: changed.after.journey,
    number: movesBefore(changed) + index,
    from,
    to,
    event: isDelay(event) ? null : event,
    done: changed.after.status === 'done' && index === changed.steps.length - 1,
    at,
    storedAt,
  }));

export const journeyService = (dependencies: JourneyDependencies) => {
  const { instances, timers, moves, release, factsOf, clock } = dependencies;

  const writeAll = async (changes: readonly Changed[], session: ClientSession): Promise<void> => {
    const drafts = changes.map((change) => ({
      draft: draftOf(change),
      version: change.before?.version ?? 0,
    }));
    if (!(await instances.writeMany(drafts, session))) throw new JourneyConflict();
    const gone = changes.flatMap(({ profileId, before }) => (before ? addressesOf(profileId, before) : []));
    const open = changes.flatMap(({ profileId, after }) => addressesOf(profileId, after));
    await timers.exchange({ gone, open }, session);
    const storedAt = clock();
    await moves.add(
      changes.flatMap((changed) => movesOf(changed, storedAt)),
      session,
    );
  };

  const placesOf = ({ id, journeys }: Profile, changes: readonly Changed[]): [string, Journeys] => {
    const own = changes.filter(({ profileId }) => profileId === id);
    return [
      id,
      { ...journeys, ...Object.fromEntries(own.map(({ after }) => [after.journey, place(after)])) },
    ];
  };

  const planOf = (profiles: readonly Profile[], changes: readonly Changed[]): JourneyPlan => ({
    journeys: new Map(profiles.map((profile) => placesOf(profile, changes))),
    write: (session) => writeAll(changes, session),
  });

  return {
    /** Steps every journey of the release through the new events of some customers, in order. */
    step: async (inputs: readonly JourneyInput[], session?: ClientSession): Promise<JourneyPlan> => {
      const profiles = inputs.map(({ profile }) => profile);
      const journeys = [...release().journeys.values()];
      if (journeys.length === 0) return planOf(profiles, []);
      const ids = profiles.map(({ id }) => id);
      const found = await instances.ofProfiles(ids, session);
      const stored = new Map(
        found.map((instance) => [`${instance.journey} ${instance.profileId}`, instance]),
      );
      const changes = inputs.flatMap(({ profile, events }) =>
        journeys.flatMap((journey) => {
          const before = stored.get(`${journey.journey.key} ${profile.id}`) ?? null;
          const after = walk(journey, before, events, (at) => factsOf(profile, at));
          return changedOnly(profile.id, before, after);
        }),
      );
      return planOf(profiles, changes);
    },

    /**
     * What was a customer of their own is part of another: a journey goes on where the other is in it, and else where
     * the first was.
     */
    join: async (movedTo: ReadonlyMap<string, string>, session: ClientSession): Promise<void> => {
      const found = await instances.ofProfiles([...new Set([...movedTo].flat())], session);
      const { gone, moved } = joinInstances(found, movedTo);
      if (!(await instances.removeMany(gone, session))) throw new JourneyConflict();
      const drafts = moved.map((draft) => ({ draft, version: 0 }));
      if (!(await instances.writeMany(drafts, session))) throw new JourneyConflict();
      const closed = gone.flatMap((instance) => addressesOf(instance.profileId, instance));
      const open = moved.flatMap((draft) => addressesOf(draft.profileId, draft));
      await timers.exchange({ gone: closed, open }, session);
    },

    /** Sends what is due in one customer's journey. */
    fire: async (profile: Profile, journeyKey: string, at: Date): Promise<JourneyPlan> => {
      const journey = release().journeys.get(journeyKey);
      const found = await instances.ofProfiles([profile.id]);
      const before = found.find((instance) => instance.journey === journeyKey);
      if (!journey || !before || !canGoOn(journey, before)) return planOf([profile], []);
      const after = fireDueTimers(journey, before, at, (when) => factsOf(profile, when));
      return planOf([profile], changedOnly(profile.id, before, after));
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
        [...counts].reduce((sum, [state, n]) => (isWithin(state, path) ? sum + n : sum), 0);
      return {
        key,
        transitions,
        states: states.map((state) => ({ ...state, customers: within(state.path) })),
      };
    },

    /** The customers who came last into a state or one within it; null for an unknown journey. */
    customersIn: async (key: string, state: string, limit: number): Promise<StoredInstance[] | null> => {
      const journey = release().journeys.get(key);
      if (!journey) return null;
      const paths = machineGraph(journey.machine).states.map(({ path }) => path);
      return instances.inStates(
        key,
        paths.filter((path) => isWithin(path, state)),
        limit,
      );
    },
  };
};

export type DrawnJourney = {
  key: string;
  states: (MachineGraph['states'][number] & { customers: number })[];
  transitions: MachineGraph['transitions'];
};

export type JourneyService = ReturnType<typeof journeyService>;
