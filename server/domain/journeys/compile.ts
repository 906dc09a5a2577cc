import { type AnyStateMachine, type AnyStateNode, setup } from 'xstate';
import type { TopCondition } from '#schemas/condition.ts';
import type { Facts } from '#schemas/facts.ts';
import { type Journey, JourneyStateEffect } from '#schemas/journey.ts';
import { explainConditions } from '../conditions/explain.ts';
import type { CompiledJourney } from './types.ts';

type GuardEvent = { type: string; facts?: () => Facts };

const conditionsHold = (event: GuardEvent, conditions: TopCondition): boolean =>
  event.facts !== undefined && explainConditions(conditions, event.facts()).result === true;

/** What of a journey its machine is made from. */
export type MachineSource = Pick<Journey, 'key' | 'machine'>;

/** Makes the machine under the journey's own key, so that timer ids survive a rename of the machine. */
export const makeMachine = (journey: MachineSource): AnyStateMachine =>
  setup({
    types: { events: {} as GuardEvent },
    guards: {
      conditions: ({ event }, params: { conditions: TopCondition }) =>
        conditionsHold(event, params.conditions),
    },
  }).createMachine({ ...journey.machine, id: journey.key } as never) as unknown as AnyStateMachine;

/** The state's path within its machine: `hasCart.waiting`. */
export const pathOf = (node: AnyStateNode): string => node.path.join('.');

/** Every state below the root, parents before children. */
export const statesOf = (node: AnyStateNode): AnyStateNode[] =>
  Object.values(node.states).flatMap((child) => [child, ...statesOf(child)]);

const effectOf = (node: AnyStateNode): JourneyStateEffect | undefined =>
  node.meta?.decide === undefined ? undefined : JourneyStateEffect.parse(node.meta.decide);

/**
 * Prepares a journey for use; costs a few hundred microseconds, so once a release.
 * @throws Error when XState does not accept the machine (validateMachine says so beforehand)
 */
export const compileJourney = (journey: Journey): CompiledJourney => {
  const machine = makeMachine(journey);
  const effects = statesOf(machine.root).flatMap((node): [string, JourneyStateEffect][] => {
    const effect = effectOf(node);
    return effect ? [[pathOf(node), effect]] : [];
  });
  const states = new Set(statesOf(machine.root).map(pathOf));
  return { journey, machine, states, effects: new Map(effects) };
};

/**
 * What the state a customer is in does to decisions: its own effect, else the nearest parent's.
 * @example journeyEffect(welcome, 'cart_abandoned') // { pin: { hero_banner: 'hero-cart-reminder' } }
 */
export const journeyEffect = (compiled: CompiledJourney, state: string): JourneyStateEffect | undefined => {
  const steps = state.split('.');
  for (let length = steps.length; length > 0; length -= 1) {
    const effect = compiled.effects.get(steps.slice(0, length).join('.'));
    if (effect) return effect;
  }
  return undefined;
};
