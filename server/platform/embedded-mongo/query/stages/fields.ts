import { location } from '../../errors.ts';
import { wholeNumber } from '../../values/numbers.ts';
import { typeName } from '../../values/type-names.ts';
import { type Doc, doc, isDoc, type Value } from '../../values/types.ts';
import { compileExpression } from '../expressions/compile.ts';
import { isOperatorDoc } from '../match-operators.ts';
import { valueAt } from '../paths.ts';
import { compileProjection } from '../project.ts';
import { setComputed } from '../set-computed.ts';
import { eachDoc, PAUSE, type Stage } from './flow.ts';

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
    throw location(40228, `'newRoot' must evaluate to an object, not to type ${typeName(result)}`);
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
  const withIndex = (source: Doc, index: bigint | null): Doc => {
    if (!indexParts) return source;
    const result: Doc = new Map(source);
    setComputed(result, indexParts, index);
    return result;
  };
  const withElement = (source: Doc, value: Value): Doc => {
    const result: Doc = new Map(source);
    setComputed(result, parts, value);
    return result;
  };
  return function* (input) {
    for (const source of input) {
      if (source === PAUSE) {
        yield source;
        continue;
      }
      const value = valueAt(source, parts);
      if (!Array.isArray(value)) {
        if (keepEmpty || (value !== null && value !== undefined)) yield withIndex(source, null);
      } else if (value.length === 0) {
        if (keepEmpty) yield withIndex(withElement(source, undefined), null);
      } else {
        for (const [place, item] of value.entries())
          yield withIndex(withElement(source, item), BigInt(place));
      }
    }
  };
}

/** The whole number that `$limit` and `$skip` take. */
export function countOf(operand: Value, name: '$limit' | '$skip'): number {
  const count = wholeNumber(operand);
  const code = name === '$limit' ? 5107201 : 5107200;
  if (count === undefined || count < 0) throw location(code, `${name} takes a whole number of 0 or more`);
  if (name === '$limit' && count === 0) throw location(15958, 'the limit must be positive');
  return count;
}
