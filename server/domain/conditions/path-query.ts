import { expressionOf } from './path-expression.ts';
import { PathRefusal, type PathStep, stepsOf } from './path-steps.ts';
import { Exhausted, type ReadyStep, trace } from './path-trace.ts';

/** Steps that one reading may take, whatever the path and the facts: some milliseconds. */
const MAXIMUM_STEPS = 20_000;
const MAXIMUM_LENGTH = 1_000;

/**
 * Reads what a path leads to inside a fact; undefined where that is nothing, or would take too long to find out.
 * `strict` fails where jsonpath-plus fails: in an expression that reads a property of nothing.
 */
export type PathQuery = (fact: object, strict?: boolean) => unknown;
type Compiled = { query: PathQuery; prefix: readonly string[] } | { refusal: string };

const readyStep = (step: PathStep): ReadyStep => {
  switch (step.kind) {
    case 'filter':
    case 'script':
      return { kind: step.kind, text: step.text, term: expressionOf(step.expression) };
    case 'nested':
      return { kind: 'nested', text: step.text, name: step.name, term: expressionOf(step.expression) };
    case 'union':
      return { ...step, parts: step.parts.map(readyStep) };
    default:
      return step;
  }
};

const createSpender = () => {
  let left = MAXIMUM_STEPS;
  return (steps: number): void => {
    left -= steps;
    if (left < 0) throw new Exhausted('the path takes too many steps');
  };
};

const queryOf =
  (steps: readonly ReadyStep[]): PathQuery =>
  (fact, strict = false) => {
    try {
      return trace(steps, { root: fact, strict, spend: createSpender() });
    } catch (error) {
      if (strict || !(error instanceof Exhausted)) throw error;
      return undefined;
    }
  };

/** The names that every value it leads to is inside of. */
const prefixOf = (steps: readonly PathStep[]): string[] => {
  const names: string[] = [];
  for (const step of steps) {
    if (step.kind !== 'property') break;
    names.push(step.name);
  }
  // what leads up or out again is inside of nothing that is known
  return steps.some(({ kind }) => kind === 'parent' || kind === 'root' || kind === 'name') ? [] : names;
};

/** The fact itself has no parent, no name, and no type to choose it by. */
const isOutside = (first: PathStep | undefined): boolean =>
  first?.kind === 'parent' || first?.kind === 'name' || first?.kind === 'type';

const compile = (path: string): Compiled => {
  if (path.length > MAXIMUM_LENGTH) return { refusal: `a path has at most ${MAXIMUM_LENGTH} characters` };
  try {
    const steps = stepsOf(path);
    if (isOutside(steps[0])) return { refusal: `"${steps[0]!.text}" leads out of the fact` };
    return { query: queryOf(steps.map(readyStep)), prefix: prefixOf(steps) };
  } catch (error) {
    if (error instanceof PathRefusal) return { refusal: error.message };
    throw error;
  }
};

const MOST_REMEMBERED = 1_000;
const compiled = new Map<string, Compiled>();

/**
 * A JSONPath of more than names and indexes, in the dialect of jsonpath-plus 10: wildcards, descent, slices, unions,
 * filters, scripts, parents, property names and types. Expressions are evaluated by functions of ours: they reach own
 * properties alone, call nothing, and end after a bounded number of steps. Or the reason why it is refused.
 * @example compilePath('$.orders[?(@.total > 10)].id').query({ orders: [{ id: 'a', total: 20 }] }) // ['a']
 */
export const compilePath = (path: string): Compiled => {
  const known = compiled.get(path);
  if (known !== undefined) return known;
  if (compiled.size >= MOST_REMEMBERED) compiled.clear();
  const made = compile(path);
  compiled.set(path, made);
  return made;
};
