import type { AnyStateMachine, AnyStateNode } from 'xstate';
import type { TopCondition } from '#schemas/condition.ts';
import { pathOf, statesOf } from './compile.ts';

export type GraphState = {
  /** `hasCart.waiting`; what an instance's `state` says. */
  path: string;
  name: string;
  parent: string | null;
  type: 'atomic' | 'compound' | 'final';
  initial: boolean;
  description: string | null;
  meta: Record<string, unknown> | null;
};

export type GraphTransition = {
  from: string;
  to: string;
  trigger: { type: 'event'; event: string } | { type: 'delay'; ms: number } | { type: 'always' };
  /** What must hold for it to be taken; null when nothing must. */
  guard: TopCondition | null;
};

export type MachineGraph = { states: GraphState[]; transitions: GraphTransition[] };

const toState = (node: AnyStateNode): GraphState => ({
  path: pathOf(node),
  name: node.key,
  parent: node.parent && node.parent.path.length > 0 ? pathOf(node.parent) : null,
  type: node.type === 'final' ? 'final' : node.type === 'compound' ? 'compound' : 'atomic',
  initial: node.parent?.initial?.target?.includes(node as never) ?? false,
  description: node.description ?? null,
  meta: (node.meta as Record<string, unknown> | undefined) ?? null,
});

const delayOf = (eventType: string): number | null => {
  const match = /^xstate\.after\.(\d+)\./.exec(eventType);
  return match ? Number(match[1]) : null;
};

const triggerOf = (eventType: string): GraphTransition['trigger'] => {
  const ms = delayOf(eventType);
  if (ms !== null) return { type: 'delay', ms };
  return eventType === '' ? { type: 'always' } : { type: 'event', event: eventType };
};

/** A guard is always `conditions`: validateMachine accepts no other. */
type Guard = { params: { conditions: TopCondition } };
type Definition = { eventType: string; target: readonly AnyStateNode[] | undefined; guard?: Guard };

const transitionsOf = (node: AnyStateNode): GraphTransition[] => {
  const definitions = [
    ...[...node.transitions.values()].flat(),
    ...(node.always ?? []),
  ] as unknown as Definition[];
  return definitions.flatMap(({ eventType, target, guard }) =>
    (target ?? []).map((to) => ({
      from: pathOf(node),
      to: pathOf(to),
      trigger: triggerOf(eventType),
      guard: guard?.params.conditions ?? null,
    })),
  );
};

/** The machine as states and arrows, for drawing and for checking. A root transition starts at path "". */
export const machineGraph = (machine: AnyStateMachine): MachineGraph => ({
  states: statesOf(machine.root).map(toState),
  transitions: [machine.root, ...statesOf(machine.root)].flatMap(transitionsOf),
});
