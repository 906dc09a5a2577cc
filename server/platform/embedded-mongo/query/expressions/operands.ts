import { location } from '../../errors.ts';
import { type Doc, isDoc, type Value } from '../../values/types.ts';
import type { Evaluate } from './types.ts';

export type Compile = (source: Value) => Evaluate;

/** How one operator is compiled from what stands after its name. */
export type Operator = (operand: Value, compile: Compile, name: string) => Evaluate;

export const isNullish = (value: Value): value is null | undefined => value === null || value === undefined;

/** An operator on a fixed number of values; `{ $op: x }` means `{ $op: [x] }`. */
export function onValues(count: number | [number, number], apply: (...values: Value[]) => Value): Operator {
  const [least, most] = typeof count === 'number' ? [count, count] : count;
  return (operand, compile, name) => {
    const sources = Array.isArray(operand) ? operand : [operand];
    if (sources.length < least || sources.length > most) {
      const wanted = least === most ? `exactly ${least}` : `between ${least} and ${most}`;
      throw location(16020, `Expression ${name} takes ${wanted} arguments, not ${sources.length}`);
    }
    const all = sources.map(compile);
    return (scope) => apply(...all.map((evaluate) => evaluate(scope)));
  };
}

/** As `onValues`, and null where any value is null or missing. */
export function onPresent(
  count: number | [number, number],
  apply: (...values: Present[]) => Value,
): Operator {
  return onValues(count, (...values) => (values.some(isNullish) ? null : apply(...(values as Present[]))));
}

export type Present = Exclude<Value, null | undefined>;

/** An operator on any number of values. */
export function onList(apply: (values: Value[]) => Value): Operator {
  return (operand, compile) => {
    const all = (Array.isArray(operand) ? operand : [operand]).map(compile);
    return (scope) => apply(all.map((evaluate) => evaluate(scope)));
  };
}

/** As `onList`, and a single operand that is an array stands for its elements. */
export function onElements(apply: (values: Value[]) => Value): Operator {
  return (operand, compile) => {
    if (Array.isArray(operand) && operand.length !== 1) return onList(apply)(operand, compile, '');
    const one = compile(Array.isArray(operand) ? operand[0] : operand);
    return (scope) => {
      const value = one(scope);
      return apply(Array.isArray(value) ? value : [value]);
    };
  };
}

/** The named arguments of an operator; unknown and missing names are refused. */
export function namedOperands(
  operand: Value,
  name: string,
  required: string[],
  optional: string[] = [],
): Doc {
  if (!isDoc(operand)) throw location(28646, `${name} only supports an object as its argument`);
  for (const key of operand.keys()) {
    if (!required.includes(key) && !optional.includes(key)) {
      throw location(28647, `Unrecognized parameter to ${name}: ${key}`);
    }
  }
  const missing = required.find((key) => !operand.has(key));
  if (missing) throw location(28648, `Missing '${missing}' parameter to ${name}`);
  return operand;
}

type Named = Readonly<Record<string, Value>>;

/** An operator with named arguments, each an expression; those that are not given have no key. */
export function onNamed(required: string[], optional: string[], apply: (values: Named) => Value): Operator {
  return (operand, compile, name) => {
    const source = namedOperands(operand, name, required, optional);
    const fields = [...source].map(([key, value]) => [key, compile(value)] as const);
    return (scope) => apply(Object.fromEntries(fields.map(([key, evaluate]) => [key, evaluate(scope)])));
  };
}

/** An optional argument; one that is given and evaluates to nothing is null. */
export const given = (values: Named, key: string, otherwise: Value): Value =>
  key in values ? (values[key] ?? null) : otherwise;
