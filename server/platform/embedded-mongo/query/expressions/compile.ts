import { failure, location, UNKNOWN } from '../../errors.ts';
import { type Doc, isDoc, type Value } from '../../values/types.ts';
import { OPERATORS } from './operators.ts';
import type { Evaluate, Scope } from './types.ts';

/** Compiles an aggregation expression. An operator that is not supported is refused by name. */
export function compileExpression(source: Value): Evaluate {
  if (typeof source === 'string') {
    if (source.startsWith('$$')) return compileVariable(source.slice(2));
    if (source.startsWith('$')) return compileFieldPath(source.slice(1));
    return () => source;
  }
  if (Array.isArray(source)) {
    const items = source.map(compileExpression);
    return (scope) => items.map((item) => item(scope) ?? null);
  }
  return isDoc(source) ? compileObject(source) : () => source;
}

function compileObject(source: Doc): Evaluate {
  const [[name = '', operand] = []] = source;
  if (name.startsWith('$')) {
    if (source.size !== 1)
      throw location(15983, `An object representing an expression must have exactly one field: ${name}`);
    const operator = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
    if (!operator) throw failure('InvalidPipelineOperator', `Unrecognized expression '${name}'${UNKNOWN}`);
    return operator(operand, compileExpression, name);
  }
  const fields = [...source].map(([key, value]) => [key, compileExpression(value)] as const);
  for (const [key] of fields) {
    if (key.includes('.')) throw location(16412, `FieldPath field names may not contain '.': ${key}`);
  }
  return (scope) => {
    const result: Doc = new Map();
    for (const [key, evaluate] of fields) {
      const value = evaluate(scope);
      if (value !== undefined) result.set(key, value);
    }
    return result;
  };
}

function compileFieldPath(path: string): Evaluate {
  const parts = path.split('.');
  if (parts.some((part) => part === '')) throw location(40353, `FieldPath must not be empty: '$${path}'`);
  return (scope) => follow(scope.root, parts, 0);
}

function compileVariable(path: string): Evaluate {
  const [name = '', ...parts] = path.split('.');
  const now = new Date();
  return (scope) => follow(variable(name, scope, now), parts, 0);
}

function variable(name: string, scope: Scope, now: Date): Value {
  if (name === 'ROOT' || name === 'CURRENT') return scope.root;
  if (name === 'REMOVE') return undefined;
  if (name === 'NOW') return now;
  if (!Object.hasOwn(scope.variables, name)) throw location(17276, `Use of undefined variable: ${name}`);
  return scope.variables[name];
}

/** A path of an expression: an array on the way becomes the array of what the documents in it hold there. */
function follow(value: Value, parts: readonly string[], depth: number): Value {
  const part = parts[depth];
  if (part === undefined) return value;
  if (isDoc(value)) return follow(value.get(part), parts, depth + 1);
  if (!Array.isArray(value)) return undefined;
  return value
    .filter(isDoc)
    .map((item) => follow(item, parts, depth))
    .filter((item) => item !== undefined);
}
