import type { AnyStateMachine } from 'xstate';
import type { Facts } from '#schemas/facts.ts';
import type { Journey, JourneyStateEffect } from '#schemas/journey.ts';

/** A journey whose machine is made once, when its release is compiled. */
export type CompiledJourney = {
  journey: Journey;
  machine: AnyStateMachine;
  /** Paths of all states. */
  states: ReadonlySet<string>;
  /** State path (`hasCart.waiting`) to what that state does to decisions. */
  effects: Map<string, JourneyStateEffect>;
};

export type JourneyTimer = {
  /** XState's own id of the delayed event. */
  id: string;
  /** The type of the event that is sent when it is due. */
  event: string;
  dueAt: Date;
};

/** Where one customer is in one journey: everything needed to go on from. */
export type JourneyInstance = {
  journey: string;
  /** XState's persisted snapshot. */
  snapshot: unknown;
  /** Path of the active state. */
  state: string;
  since: Date;
  startedAt: Date;
  status: 'active' | 'done';
  timers: JourneyTimer[];
  /** The newest event that stepped it; an older one is not seen by the journey. */
  watermark: { at: Date; messageId: string };
};

export type JourneyEvent = { type: string; at: Date; messageId: string; data: Record<string, unknown> };

/** One change of state, for the customer's timeline. */
export type JourneyStep = { from: string | null; to: string; event: string; at: Date };

export type Advance = { instance: JourneyInstance | null; steps: JourneyStep[] };

/** The facts as they are at a time; asked for only when a guard needs them. */
export type FactsAt = (at: Date) => Facts;
