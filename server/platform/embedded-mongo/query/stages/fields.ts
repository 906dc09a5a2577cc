import { failure, location } from '../../errors.ts';
import { typeName } from '../../values/type-names.ts';
import { type Doc, doc, isDoc, type Value } from '../../values/types.ts';
import { compileExpression } from '../expressions/compile.ts';
import { isOperatorDoc } from '../match-operators.ts';
import { compileProjection } from '../project.ts';
import { setComputed } from '../set-computed.ts';
import { eachDoc, type Stage } from './flow.ts';

/** `$addFields` and `$set`. */
export function addFields(operand: Value, name: string): Stage {
  if (!isDoc(operand) || operand.size === 0)
    throw location(40272, `${name} specification stage must be an object`);
  const fields = flatten(operand, []).map(({ parts, value }) => ({
    parts,
    evaluate: compileExpression(value),
  }));
  return eachDoc((source) => {
    const scope = { root: source, variables: {} };
    const result: Doc = new Map(source);
    for (const { parts, evaluate } of fields) setComputed(result, parts, evaluate(scope));
    return result;
  });
}

/** Nested documents of a specification name nested fields: `{ a: { b: 1 } }` sets only `a.b`. */
function flatten(spec: Doc, prefix: string[]): { parts: string[]; value: Value }[] {
  return [...spec].flatMap(([name, value]) => {
    const parts = [...prefix, ...name.split('.')];
    if (isDoc(value) && value.size > 0 && !isOperatorDoc(value)) return flatten(value, parts);
    return [{ parts, value }];
  });
}

export function project(operand: Value): Stage {
  if (!isDoc(operand) || operand.size === 0)
    throw location(51272, '$project specification must be an object with at least one field');
  return eachDoc(compileProjection(operand, '$project'));
}

export function unset(operand: Value): Stage {
  const names = Array.isArray(operand) ? operand : [operand];
  if (names.length === 0 || names.some((name) => typeof name !== 'string')) {
    throw location(31002, '$unset specification must be a string or an array of strings');
  }
  return eachDoc(compileProjection(new Map(names.map((name) => [String(name), false])), '$project'));
}

/** `$replaceRoot: { newRoot }`; `$replaceWith` is the same without the wrapping. */
export function replaceRoot(operand: Value, name: string): Stage {
  const wrapped = name === '$replaceRoot';
  if (wrapped && !isDoc(operand)) throw location(40229, '$replaceRoot expects an object');
  const source = wrapped && isDoc(operand) ? operand.get('newRoot') : operand;
  if (source === undefined) throw location(40231, 'no newRoot specified for the $replaceRoot stage');
  const evaluate = compileExpression(source);
  return eachDoc((root) => {
    const result = evaluate({ root, variables: {} });
    if (isDoc(result)) return result;
    throw location(
      40228,
      `'newRoot' expression must evaluate to an object, but resulting value was of type: ${typeName(result)}`,
    );
  });
}

/** `$unwind`: one document for each element of an array; a value that is no array counts as its own element. */
export function unwind(operand: Value): Stage {
  const spec = isDoc(operand) ? operand : doc({ path: operand });
  const path = spec.get('path');
  if (typeof path !== 'string' || !path.startsWith('$'))
    throw location(28818, `path option to $unwind stage should be prefixed with a '$': ${String(path)}`);
  const unknown = [...spec.keys()].find(
    (key) => !['path', 'preserveNullAndEmptyArrays', 'includeArrayIndex'].includes(key),
  );
  if (unknown) throw location(28811, `unrecognized option to $unwind stage: ${unknown}`);
  const index = spec.get('includeArrayIndex');
  const indexParts = typeof index === 'string' ? index.split('.') : undefined;
  return unwinding(path.slice(1).split('.'), spec.get('preserveNullAndEmptyArrays') === true, indexParts);
}

function unwinding(parts: string[], keepEmpty: boolean, indexParts: string[] | undefined): Stage {
  const withElement = (source: Doc, value: Value, index: bigint | null): Doc => {
    const result: Doc = new Map(source);
    setComputed(result, parts, value);
    if (indexParts) setComputed(result, indexParts, index);
    return result;
  };
  return function* (input) {
    for (const source of input) {
      if (typeof source === 'symbol') {
        yield source;
        continue;
      }
      const value = readPath(source, parts);
      if (Array.isArray(value) && value.length > 0) {
        for (const [place, item] of value.entries()) yield withElement(source, item, BigInt(place));
      } else if (Array.isArray(value) || value === null || value === undefined) {
        if (keepEmpty) yield withElement(source, value === null ? null : undefined, null);
      } else yield withElement(source, value, null);
    }
  };
}

function readPath(source: Doc, parts: readonly string[]): Value {
  let value: Value = source;
  for (const part of parts) value = isDoc(value) ? value.get(part) : undefined;
  return value;
}

/** A whole number that a stage takes, such as `$limit`. */
export function countOf(operand: Value, name: string, least: number): number {
  const count =
    typeof operand === 'bigint' || typeof operand === 'number' ? Number(operand) : wholeDouble(operand);
  if (count === undefined || count < least)
    throw failure(
      'BadValue',
      `invalid argument to ${name} stage: ${least > 0 ? 'the limit must be positive' : 'a non-negative number is needed'}`,
    );
  return count;
}

const wholeDouble = (value: Value): number | undefined =>
  typeof value === 'object' && value !== null && 'value' in value && Number.isInteger(value.value)
    ? Number(value.value)
    : undefined;
