import type { TopCondition } from '#schemas/condition.ts';
import { JourneyStateEffect } from '#schemas/journey.ts';
import { type MachineSource, makeMachine } from './compile.ts';
import { type GraphState, type GraphTransition, type MachineGraph, machineGraph } from './graph.ts';

export type MachineFault = { path: (string | number)[]; message: string };
type Path = MachineFault['path'];
type Plain = Record<string, unknown>;
/** Faults of a guard's conditions; the caller knows the dictionary of facts. */
export type CheckConditions = (conditions: TopCondition) => MachineFault[];

const stateKeys = new Set([
  'initial',
  'states',
  'on',
  'after',
  'always',
  'type',
  'meta',
  'description',
  'tags',
]);
const rootKeys = new Set([...stateKeys, 'id', '$schema']);
const transitionKeys = new Set(['target', 'guard', 'reenter', 'description', 'meta']);
const longestDelay = 400 * 86_400_000;

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const unknownKeys = (value: Plain, known: Set<string>, path: Path): MachineFault[] =>
  Object.keys(value)
    .filter((key) => !known.has(key))
    .map((key) => ({ path: [...path, key], message: `"${key}" is not supported here` }));

const checkGuard = (guard: unknown, path: Path, check: CheckConditions): MachineFault[] => {
  const conditions =
    isPlain(guard) &&
    guard['type'] === 'conditions' &&
    isPlain(guard['params']) &&
    guard['params']['conditions'];
  if (!conditions)
    return [{ path, message: 'a guard is { "type": "conditions", "params": { "conditions": … } }' }];
  return check(conditions as TopCondition).map((fault) => ({
    ...fault,
    path: [...path, 'params', 'conditions', ...fault.path],
  }));
};

const checkTransition = (value: unknown, path: Path, check: CheckConditions): MachineFault[] => {
  if (typeof value === 'string') return [];
  if (Array.isArray(value))
    return value.flatMap((item, index) => checkTransition(item, [...path, index], check));
  if (!isPlain(value)) return [{ path, message: 'a transition is a state name or an object with a target' }];
  const faults = unknownKeys(value, transitionKeys, path);
  return value['guard'] === undefined
    ? faults
    : [...faults, ...checkGuard(value['guard'], [...path, 'guard'], check)];
};

const checkTransitions = (value: unknown, path: Path, check: CheckConditions): MachineFault[] => {
  if (value === undefined) return [];
  if (!isPlain(value)) return [{ path, message: 'must be an object' }];
  return Object.entries(value).flatMap(([key, item]) => checkTransition(item, [...path, key], check));
};

const checkDelays = (after: unknown, path: Path): MachineFault[] =>
  Object.keys(isPlain(after) ? after : {})
    .filter(
      (delay) => !(Number.isInteger(Number(delay)) && Number(delay) >= 1000 && Number(delay) <= longestDelay),
    )
    .map((delay) => ({
      path: [...path, delay],
      message: 'a delay is whole milliseconds from 1000 to 400 days',
    }));

const checkMeta = (meta: unknown, path: Path): MachineFault[] => {
  if (!isPlain(meta) || meta['decide'] === undefined) return [];
  const result = JourneyStateEffect.safeParse(meta['decide']);
  return (result.error?.issues ?? []).map((issue) => ({
    path: [...path, 'decide', ...(issue.path as Path)],
    message: issue.message,
  }));
};

const checkType = (type: unknown, path: Path): MachineFault[] =>
  type === undefined || ['atomic', 'compound', 'final'].includes(type as string)
    ? []
    : [{ path: [...path, 'type'], message: `states of type ${JSON.stringify(type)} are not supported` }];

const checkState = (state: unknown, path: Path, check: CheckConditions, keys = stateKeys): MachineFault[] => {
  if (!isPlain(state)) return [{ path, message: 'a state is an object' }];
  const children = isPlain(state['states']) ? Object.entries(state['states']) : [];
  const initial = children.length > 0 && typeof state['initial'] !== 'string';
  return [
    ...unknownKeys(state, keys, path),
    ...checkType(state['type'], path),
    ...(initial ? [{ path: [...path, 'initial'], message: 'name the state to begin in' }] : []),
    ...checkTransitions(state['on'], [...path, 'on'], check),
    ...checkTransitions(state['after'], [...path, 'after'], check),
    ...checkDelays(state['after'], [...path, 'after']),
    ...(state['always'] === undefined ? [] : checkTransition(state['always'], [...path, 'always'], check)),
    ...checkMeta(state['meta'], [...path, 'meta']),
    ...children.flatMap(([key, child]) => checkState(child, [...path, 'states', key], check)),
  ];
};

const pathTo = (state: string): Path => state.split('.').flatMap((step) => ['states', step]);

const isWithin = (state: string, ancestor: string): boolean =>
  ancestor === '' || state === ancestor || state.startsWith(`${ancestor}.`);

/** Entering a compound state enters its initial child; being in a child is being in its parents. */
const entered = (graph: MachineGraph, target: string): string[] => {
  const child = graph.states.find(({ initial, parent }) => initial && (parent ?? '') === target);
  const parents = target.split('.').map((_, index, steps) => steps.slice(0, index + 1).join('.'));
  return child ? [...parents, ...entered(graph, child.path)] : parents;
};

const reachable = (graph: MachineGraph): Set<string> => {
  const first = graph.states.find(({ initial, parent }) => initial && parent === null);
  const seen = new Set<string>();
  const queue = first ? entered(graph, first.path) : [];
  for (let state = queue.shift(); state !== undefined; state = queue.shift()) {
    if (seen.has(state)) continue;
    seen.add(state);
    const next = graph.transitions.filter(({ from }) => isWithin(state as string, from));
    queue.push(...next.flatMap(({ to }) => entered(graph, to)));
  }
  return seen;
};

const isDeadEnd = ({ path, type }: GraphState, transitions: readonly GraphTransition[]): boolean =>
  type === 'atomic' && !transitions.some(({ from, to }) => isWithin(path, from) && to !== path);

const circles = (transitions: readonly GraphTransition[], from: string, seen: readonly string[]): boolean => {
  if (seen.includes(from)) return true;
  return transitions
    .filter((transition) => transition.trigger.type === 'always' && transition.from === from)
    .some(({ to }) => circles(transitions, to, [...seen, from]));
};

const checkGraph = (graph: MachineGraph): MachineFault[] => {
  const seen = reachable(graph);
  return graph.states.flatMap((state) => {
    const path = pathTo(state.path);
    if (!seen.has(state.path)) return [{ path, message: `no event leads to the state "${state.path}"` }];
    if (isDeadEnd(state, graph.transitions))
      return [{ path, message: `nothing leads out of the state "${state.path}", and it is not final` }];
    if (circles(graph.transitions, state.path, []))
      return [{ path, message: `"always" leads from the state "${state.path}" back to itself` }];
    return [];
  });
};

const checkStructure = (journey: MachineSource): MachineFault[] => {
  try {
    return checkGraph(machineGraph(makeMachine(journey)));
  } catch (error) {
    return [{ path: [], message: (error as Error).message }];
  }
};

/**
 * Everything that is wrong with a journey's machine: unknown keys (XState ignores them silently), unreachable and
 * dead-end states, circles of `always` (which hang a process), targets that don't exist.
 * Paths are within the machine.
 */
export const validateMachine = (
  journey: MachineSource,
  checkConditions: CheckConditions = () => [],
): MachineFault[] => {
  if (!isPlain(journey.machine['states']) || Object.keys(journey.machine['states']).length === 0)
    return [{ path: ['states'], message: 'a journey needs at least one state' }];
  const faults = checkState(journey.machine, [], checkConditions, rootKeys);
  return faults.length > 0 ? faults : checkStructure(journey);
};
