import { type AnyMachineSnapshot, initialTransition, type StateValue, transition } from 'xstate';
import { explainConditions } from '../conditions/explain.ts';
import type {
  Advance,
  CompiledJourney,
  FactsAt,
  JourneyEvent,
  JourneyInstance,
  JourneyStep,
  JourneyTimer,
} from './types.ts';

/** More timers than this in one step means that the machine runs in a circle of zero-length waits. */
const maximumTimersAStep = 1000;

type Action = {
  type: string;
  params?: { event?: { type: string }; id?: string; delay?: number; sendId?: string };
};

const statePath = (value: StateValue): string => {
  if (typeof value === 'string') return value;
  const [parent, child] = Object.entries(value)[0] ?? [];
  return parent === undefined ? '' : child === undefined ? parent : `${parent}.${statePath(child)}`;
};

const applyActions = (
  timers: readonly JourneyTimer[],
  actions: readonly unknown[],
  at: Date,
): JourneyTimer[] =>
  (actions as Action[]).reduce<JourneyTimer[]>(
    (open, { type, params }) => {
      if (type === 'xstate.cancel') return open.filter(({ id }) => id !== params?.sendId);
      if (type !== 'xstate.raise' || params?.delay === undefined || !params.id || !params.event) return open;
      const timer = { id: params.id, event: params.event.type, dueAt: new Date(at.getTime() + params.delay) };
      return [...open.filter(({ id }) => id !== timer.id), timer];
    },
    [...timers],
  );

const enter = ({ journey, machine }: CompiledJourney, event: JourneyEvent): Advance => {
  const [snapshot, actions] = initialTransition(machine) as [AnyMachineSnapshot, unknown[]];
  const state = statePath(snapshot.value);
  const instance: JourneyInstance = {
    journey: journey.key,
    snapshot: machine.getPersistedSnapshot(snapshot),
    state,
    since: event.at,
    startedAt: event.at,
    status: snapshot.status === 'done' ? 'done' : 'active',
    timers: applyActions([], actions, event.at),
    watermark: { at: event.at, messageId: event.messageId },
  };
  return { instance, steps: [{ from: null, to: state, event: event.type, at: event.at }] };
};

const mayEnter = ({ journey }: CompiledJourney, event: JourneyEvent, factsAt: FactsAt): boolean => {
  if (!journey.enabled || !journey.entry.events.includes(event.type)) return false;
  return (
    !journey.entry.conditions ||
    explainConditions(journey.entry.conditions, factsAt(event.at)).result === true
  );
};

type Sent = { type: string; at: Date; data?: Record<string, unknown> };

/** Sends one event through XState's pure transition function. */
const send = (
  { machine }: CompiledJourney,
  before: JourneyInstance,
  sent: Sent,
  factsAt: FactsAt,
): Advance => {
  const event = { type: sent.type, data: sent.data ?? {}, facts: () => factsAt(sent.at) };
  const restored = machine.restoreSnapshot(before.snapshot as never, {} as never);
  const [snapshot, actions] = transition(machine, restored, event as never) as [
    AnyMachineSnapshot,
    unknown[],
  ];
  const state = statePath(snapshot.value);
  const done = snapshot.status === 'done';
  const moved = state !== before.state;
  const instance: JourneyInstance = {
    ...before,
    snapshot: machine.getPersistedSnapshot(snapshot),
    state,
    since: moved ? sent.at : before.since,
    status: done ? 'done' : 'active',
    timers: done ? [] : applyActions(before.timers, actions, sent.at),
  };
  return { instance, steps: moved ? [{ from: before.state, to: state, event: sent.type, at: sent.at }] : [] };
};

const nextDue = (timers: readonly JourneyTimer[], at: Date): JourneyTimer | undefined =>
  timers.filter(({ dueAt }) => dueAt <= at).sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime())[0];

/**
 * Sends every delayed event that is due, in the order and at the times they were due.
 * @throws Error when the machine never comes to rest
 */
export const fireDueTimers = (
  journey: CompiledJourney,
  instance: JourneyInstance,
  at: Date,
  factsAt: FactsAt,
): { instance: JourneyInstance; steps: JourneyStep[] } => {
  let current = instance;
  const steps: JourneyStep[] = [];
  for (let fired = 0; fired < maximumTimersAStep; fired += 1) {
    const due = nextDue(current.timers, at);
    if (!due) return { instance: current, steps };
    const waiting = { ...current, timers: current.timers.filter(({ id }) => id !== due.id) };
    const moved = send(journey, waiting, { type: due.event, at: due.dueAt }, factsAt);
    current = moved.instance as JourneyInstance;
    steps.push(...moved.steps);
  }
  throw new Error(
    `journey "${journey.journey.key}" fired ${maximumTimersAStep} timers without coming to rest`,
  );
};

const isNewer = (event: JourneyEvent, { at, messageId }: JourneyInstance['watermark']): boolean =>
  event.at > at || (event.at.getTime() === at.getTime() && event.messageId > messageId);

type Input = {
  journey: CompiledJourney;
  /** Null while the customer has not entered. */
  instance: JourneyInstance | null;
  event: JourneyEvent;
  factsAt: FactsAt;
};

/**
 * Whether an instance can go on in this release: a state that was renamed or removed has no way out of it. Whoever is
 * in one has left the journey, and enters anew with the next entry event.
 */
export const canGoOn = ({ states }: CompiledJourney, instance: JourneyInstance): boolean =>
  states.has(instance.state);

/**
 * Where a customer is after an event: timers that were due before it first, then the event itself. Repeating an event,
 * or sending one older than the newest seen, changes nothing. A customer enters a journey once.
 * @example advanceJourney({ journey, instance: null, event, factsAt }).instance?.state // 'welcome'
 */
export const advanceJourney = ({ journey, instance: found, event, factsAt }: Input): Advance => {
  const instance = found && canGoOn(journey, found) ? found : null;
  if (!instance)
    return mayEnter(journey, event, factsAt) ? enter(journey, event) : { instance: found, steps: [] };
  if (instance.status === 'done' || !isNewer(event, instance.watermark)) return { instance, steps: [] };
  const waited = fireDueTimers(journey, instance, event.at, factsAt);
  const stepped = send(journey, waited.instance, event, factsAt);
  const watermark = { at: event.at, messageId: event.messageId };
  return {
    instance: { ...(stepped.instance as JourneyInstance), watermark },
    steps: [...waited.steps, ...stepped.steps],
  };
};
