import { location } from '../../errors.ts';
import { compare } from '../../values/compare.ts';
import { isDoc, type Value } from '../../values/types.ts';
import { isTrue } from '../truth.ts';
import { type Compile, isNullish, namedOperands, type Operator, onList, onValues } from './operands.ts';
import type { Evaluate } from './types.ts';

const comparison = (accepts: (order: number) => boolean): Operator =>
  onValues(2, (a, b) => accepts(compare(a, b)));

function conditional(operand: Value, compile: Compile): Evaluate {
  const parts = isDoc(operand)
    ? ['if', 'then', 'else'].map((key) => namedOperands(operand, '$cond', ['if', 'then', 'else']).get(key))
    : operand;
  if (!Array.isArray(parts) || parts.length !== 3) {
    throw location(16020, 'Expression $cond takes exactly 3 arguments.');
  }
  const [test, yes, no] = parts.map(compile);
  return (scope) => (isTrue(test?.(scope)) ? yes?.(scope) : no?.(scope));
}

function switchOn(operand: Value, compile: Compile): Evaluate {
  const source = namedOperands(operand, '$switch', ['branches'], ['default']);
  const list = source.get('branches');
  if (!Array.isArray(list) || list.length === 0)
    throw location(40068, '$switch requires at least one branch.');
  const branches = list.map((branch) => {
    const parts = namedOperands(branch, '$switch', ['case', 'then']);
    return { test: compile(parts.get('case')), answer: compile(parts.get('then')) };
  });
  const otherwise = source.has('default') ? compile(source.get('default')) : undefined;
  return (scope) => {
    const branch = branches.find(({ test }) => isTrue(test(scope)));
    if (branch) return branch.answer(scope);
    if (otherwise) return otherwise(scope);
    throw location(40066, '$switch could not find a matching branch, and there is no default');
  };
}

/** `$and` and `$or` stop at the first value that decides. */
const until =
  (decides: boolean): Operator =>
  (operand, compile) => {
    const all = (Array.isArray(operand) ? operand : [operand]).map(compile);
    return (scope) => all.some((evaluate) => isTrue(evaluate(scope)) === decides) === decides;
  };

function letIn(operand: Value, compile: Compile): Evaluate {
  const source = namedOperands(operand, '$let', ['vars', 'in']);
  const vars = source.get('vars');
  if (!isDoc(vars)) throw location(16876, 'invalid parameter: expected an object (vars)');
  const bindings = [...vars].map(([name, value]) => [name, compile(value)] as const);
  const body = compile(source.get('in'));
  return (scope) => {
    const variables = { ...scope.variables };
    for (const [name, evaluate] of bindings) variables[name] = evaluate(scope);
    return body({ root: scope.root, variables });
  };
}

export const LOGIC: Record<string, Operator> = {
  $eq: comparison((order) => order === 0),
  $ne: comparison((order) => order !== 0),
  $gt: comparison((order) => order > 0),
  $gte: comparison((order) => order >= 0),
  $lt: comparison((order) => order < 0),
  $lte: comparison((order) => order <= 0),
  $and: until(false),
  $or: until(true),
  $not: onValues(1, (value) => !isTrue(value)),
  $cond: conditional,
  $switch: switchOn,
  $let: letIn,
  $ifNull: onList((values) => values.find((value) => !isNullish(value)) ?? values.at(-1)),
  $literal: (operand) => () => operand,
};
