import { read, type Scope, type Term } from './path-operators.ts';
import { isOfType, type PathStep } from './path-steps.ts';

/** A step ready to be taken: that of a filter or script with its expression compiled. */
export type ReadyStep =
  | Exclude<PathStep, { kind: 'filter' | 'script' | 'nested' | 'union' }>
  | ReadyUnion
  | ReadyExpression;
type ReadyUnion = { kind: 'union'; text: string; parts: readonly ReadyStep[] };
type ReadyExpression = { text: string; term: Term } & (
  | { kind: 'filter' | 'script' }
  | { kind: 'nested'; name: string }
);

/** A value that was reached, and how. */
type Place = {
  value: unknown;
  key: string | number | null;
  up: Place | null;
  depth: number;
  /** The same place as its path is told; a `$` on the way makes it a place without parent. */
  told?: Place;
};
/** What a trace ends at: a value, or the wish for the place above with the steps that are left. */
type Found = { kind: 'value'; value: unknown; several: boolean } | { kind: 'parent'; steps: Steps };
type Steps = readonly ReadyStep[];
/** `several`: a step may have led to more than one value. `literal`: a property named like the step comes first. */
type Mode = { several: boolean; literal: boolean };

export type Trace = {
  root: unknown;
  /** Fails, as jsonpath-plus would, where an expression does; otherwise it is false of that value. */
  strict: boolean;
  spend: (steps: number) => void;
};

/** Facts nest less deeply; what does not is not followed any further. */
const MAXIMUM_DEPTH = 200;

/** What ends a trace that takes too much. */
export class Exhausted extends Error {}

const inside = (up: Place, key: string | number): Place => {
  if (up.depth > MAXIMUM_DEPTH) throw new Exhausted();
  return { value: (up.value as Record<string, unknown>)[key], key, up, depth: up.depth + 1 };
};

const has = (value: unknown, key: string | number): boolean =>
  Boolean(value) && Object.hasOwn(value as object, key);

const keysOf = (value: unknown): readonly (string | number)[] => {
  if (Array.isArray(value)) return [...value.keys()];
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
};

const pathText = (place: Place): string => {
  const steps: string[] = [];
  let at = place.told ?? place;
  for (; at.up !== null; at = at.up.told ?? at.up)
    steps.push(/^\d+$/.test(String(at.key)) ? `[${at.key}]` : `['${at.key}']`);
  return `$${steps.reverse().join('')}`;
};

/** The scope of a filter's member, and of a script's value; `around` is the value that the step began at. */
const scopeOf = (at: Place, around: Place, { root, spend }: Trace): Scope => ({
  value: at.value,
  property: at.up === null ? '$' : at.key,
  parent: around.up?.value ?? null,
  parentProperty: around.key,
  root,
  path: () => pathText(at),
  spend,
});

const answer = (term: Term, scope: Scope, { strict }: Trace): { value: unknown } | null => {
  try {
    return { value: term(scope) };
  } catch (error) {
    if (strict || error instanceof Exhausted) throw error;
    return null;
  }
};

const found = (value: unknown, several: boolean): Found[] => [{ kind: 'value', value, several }];

/** The wish for the place above is met by the nearest step that led further down. */
const granted = (results: readonly Found[], place: Place, mode: Mode, trace: Trace): Found[] =>
  results.flatMap((result) =>
    result.kind === 'parent' ? walk(result.steps, place, { ...mode, literal: false }, trace) : [result],
  );

type Keeps = (member: Place) => boolean;

const filtered = (keeps: Keeps, rest: Steps, place: Place, trace: Trace): Found[] =>
  keysOf(place.value).flatMap((key) => {
    const member = inside(place, key);
    return keeps(member) ? walk(rest, member, { several: true, literal: false }, trace) : [];
  });

const meets =
  (term: Term, place: Place, trace: Trace): Keeps =>
  (member) =>
    Boolean(answer(term, scopeOf(member, place, trace), trace)?.value);

/** Members of which some part meets the expression: the parts are seen as members of the place itself. */
const hasPart =
  (name: string, term: Term, place: Place, trace: Trace): Keeps =>
  (member) => {
    const whole = answer(
      (scope) => (name === '' ? scope.value : read(scope.value, name, scope)),
      scopeOf(member, place, trace),
      trace,
    );
    const parts = { ...place, value: whole?.value };
    return filtered(meets(term, parts, trace), [], parts, trace).length > 0;
  };

/** What a script calculates is the name of a property and nothing more, whatever the facts make it say. */
const calculated = (term: Term, rest: Steps, place: Place, { several }: Mode, trace: Trace): Found[] => {
  const key = answer(term, scopeOf(place, place, trace), trace)?.value;
  const isKey = typeof key === 'string' || typeof key === 'number';
  if (isKey && has(place.value, key))
    return granted(
      walk(rest, inside(place, key), { several, literal: typeof key === 'string' }, trace),
      place,
      { several, literal: false },
      trace,
    );
  if (trace.strict && typeof key !== 'string') throw new TypeError(`There is no member ${String(key)}`);
  return [];
};

const sliced = (
  { start, end, by }: Extract<ReadyStep, { kind: 'slice' }>,
  rest: Steps,
  place: Place,
  trace: Trace,
): Found[] => {
  const mode = { several: true, literal: false };
  if (!Array.isArray(place.value)) return [];
  const { length } = place.value;
  const within = (index: number): number =>
    index < 0 ? Math.max(0, index + length) : Math.min(length, index);
  const results: Found[] = [];
  for (let index = within(start); index < within(end ?? length); index += by)
    results.push(...granted(walk(rest, inside(place, index), mode, trace), place, mode, trace));
  return results;
};

const descended = (steps: Steps, place: Place, { several }: Mode, trace: Trace): Found[] => [
  ...walk(steps.slice(1), place, { several, literal: false }, trace),
  ...keysOf(place.value).flatMap((key) => {
    const member = inside(place, key);
    return typeof member.value === 'object'
      ? walk(steps, member, { several: true, literal: false }, trace)
      : [];
  }),
];

const taken = (step: ReadyStep, rest: Steps, place: Place, mode: Mode, trace: Trace): Found[] => {
  const { value } = place;
  switch (step.kind) {
    case 'wildcard':
      return keysOf(value).flatMap((key) =>
        walk(rest, inside(place, key), { several: true, literal: true }, trace),
      );
    case 'descent':
      return descended([step, ...rest], place, mode, trace);
    case 'parent':
      return [{ kind: 'parent', steps: rest }];
    case 'name':
      return found(place.key, false);
    case 'root':
      return walk(
        rest,
        { ...place, key: null, up: null, told: place.told ?? place },
        { ...mode, literal: false },
        trace,
      );
    case 'type':
      return isOfType(step.type, value) ? found(value, false) : [];
    case 'slice':
      return sliced(step, rest, place, trace);
    case 'union':
      return step.parts.flatMap((part) =>
        walk([part, ...rest], place, { several: true, literal: false }, trace),
      );
    case 'filter':
      return filtered(meets(step.term, place, trace), rest, place, trace);
    case 'nested':
      return filtered(hasPart(step.name, step.term, place, trace), rest, place, trace);
    case 'script':
      return calculated(step.term, rest, place, mode, trace);
    default:
      return has(value, step.name) && !(mode.literal && step.name === step.text)
        ? walk(rest, inside(place, step.name), { ...mode, literal: true }, trace)
        : [];
  }
};

/** Follows the steps from a place, to everything that they lead to. */
const walk = (steps: Steps, place: Place, mode: Mode, trace: Trace): Found[] => {
  trace.spend(1);
  const [step, ...rest] = steps;
  if (step === undefined) return found(place.value, mode.several);
  const results =
    mode.literal && has(place.value, step.text)
      ? walk(rest, inside(place, step.text), { ...mode, literal: false }, trace)
      : taken(step, rest, place, mode, trace);
  return step.kind === 'parent' ? results : granted(results, place, mode, trace);
};

/**
 * What steps lead to, as jsonpath-plus gives it without wrapping: the value itself where there can be only one, a list
 * where there may be several, undefined where there is none.
 */
export const trace = (steps: Steps, given: Trace): unknown => {
  const start: Place = { value: given.root, key: null, up: null, depth: 0 };
  const [first, ...others] = walk(steps, start, { several: false, literal: false }, given).flatMap(
    (result) => (result.kind === 'value' ? [result] : []),
  );
  if (first === undefined) return undefined;
  return others.length === 0 && !first.several ? first.value : [first, ...others].map(({ value }) => value);
};
