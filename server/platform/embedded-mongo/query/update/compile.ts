import { failure } from '../../errors.ts';
import { equal } from '../../values/compare.ts';
import { print } from '../../values/print.ts';
import { type Doc, isDoc, type Value } from '../../values/types.ts';
import { compileFilter } from '../match.ts';
import { arrayIndex } from '../paths.ts';
import { compileUpdatePipeline } from '../stages/update-pipeline.ts';
import { ARRAY_OPERATORS } from './array-operators.ts';
import { FIELD_OPERATORS, type FieldChange } from './field-operators.ts';
import { expandPath, type Positions, readAt, removeAt, writeAt } from './locate.ts';

/** What an update may need beside the document: whether it inserts, and the array place that the query matched. */
export interface UpdateContext {
  inserting: boolean;
  position(): number | undefined;
}

/** Changes a document in place or returns a new one. Throws 66 where `_id` would change. */
export type Update = (doc: Doc, context: UpdateContext) => Doc;

interface Step {
  operator: string;
  path: string;
  parts: string[];
  operand: Value;
}

const OPERATORS: Record<string, FieldChange> = { ...FIELD_OPERATORS, ...ARRAY_OPERATORS };

/** Compiles an update document, a replacement or a pipeline. */
export function compileUpdate(update: Value, arrayFilters: Value): Update {
  if (Array.isArray(update)) return keepingId(compileUpdatePipeline(update));
  if (!isDoc(update)) throw failure('FailedToParse', 'an update must be a document or an array');
  const [first] = update.keys();
  if (!first?.startsWith('$')) return replacement(update);
  const filters = parseArrayFilters(arrayFilters);
  const steps = parseSteps(update);
  checkConflicts(steps);
  checkFilters(steps, filters);
  return keepingId((doc, context) => {
    for (const step of steps)
      applyStep(doc, step, { position: context.position, filters }, context.inserting);
    return doc;
  });
}

export const isReplacement = (update: Value): boolean =>
  isDoc(update) && [...update.keys()][0]?.startsWith('$') !== true;

function keepingId(apply: Update): Update {
  return (doc, context) => {
    const before = doc.get('_id');
    const after = apply(doc, context);
    if (before === undefined || equal(before, after.get('_id'))) return after;
    throw failure(
      'ImmutableField',
      "Performing an update on the path '_id' would modify the immutable field '_id'",
    );
  };
}

function replacement(update: Doc): Update {
  const dollar = [...update.keys()].find((name) => name.startsWith('$'));
  if (dollar)
    throw failure(
      'DollarPrefixedFieldName',
      `The dollar ($) prefixed field '${dollar}' is not allowed in the context of an update's replacement document.`,
    );
  return (doc) => {
    const id = doc.get('_id');
    const next = update.get('_id');
    if (id !== undefined && next !== undefined && !equal(id, next)) {
      throw failure(
        'ImmutableField',
        `After applying the update, the (immutable) field '_id' was found to have been altered to _id: ${print(next)}`,
      );
    }
    const kept = id ?? next;
    const rest = [...update].filter(([name]) => name !== '_id');
    return new Map(kept === undefined ? rest : [['_id', kept], ...rest]);
  };
}

function parseSteps(update: Doc): Step[] {
  const steps: Step[] = [];
  for (const [operator, fields] of update) {
    if (!Object.hasOwn(OPERATORS, operator) && operator !== '$rename') {
      throw failure(
        'FailedToParse',
        `Unknown modifier: ${operator}. Expected a valid update modifier or pipeline-style update specified as an array`,
      );
    }
    if (!isDoc(fields)) {
      throw failure(
        'FailedToParse',
        `Modifiers operate on fields but we found type ${typeof fields} instead. For example: {$mod: {<field>: ...}} not {${operator}: ${print(fields)}}`,
      );
    }
    for (const [path, operand] of fields) steps.push(...parseStep(operator, path, operand));
  }
  return steps.sort((a, b) => comparePaths(a.parts, b.parts));
}

function parseStep(operator: string, path: string, operand: Value): Step[] {
  const step = { operator, path, parts: partsOf(path), operand };
  if (operator !== '$rename') return [step];
  if (typeof operand !== 'string')
    throw failure('BadValue', `The 'to' field for $rename must be a string: ${path}`);
  if ([...step.parts, ...partsOf(operand)].some((part) => part.startsWith('$'))) {
    throw failure('BadValue', `The source and target field for $rename may not be dynamic: ${path}`);
  }
  return [step, { operator: '$rename to', path: operand, parts: partsOf(operand), operand: path }];
}

function partsOf(path: string): string[] {
  const parts = path.split('.');
  if (parts.some((part) => part === '')) {
    throw failure(
      'BadValue',
      `The update path '${path}' contains an empty field name, which is not allowed.`,
    );
  }
  const wrong = parts.find((part) => part.startsWith('$') && !/^\$(\[[A-Za-z0-9]*\])?$/.test(part));
  if (wrong)
    throw failure(
      'DollarPrefixedFieldName',
      `The dollar ($) prefixed field '${wrong}' in '${path}' is not allowed`,
    );
  return parts;
}

/** New fields are added in order of name, places of an array in order of number. */
function comparePaths(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [left = '', right = ''] = [a[i], b[i]];
    if (left === right) continue;
    const [x, y] = [arrayIndex(left), arrayIndex(right)];
    if (x !== undefined && y !== undefined) return x - y;
    return left < right ? -1 : 1;
  }
  return a.length - b.length;
}

function checkConflicts(steps: readonly Step[]): void {
  for (let i = 1; i < steps.length; i++) {
    const [before, after] = [steps[i - 1], steps[i]];
    if (before && after?.parts.slice(0, before.parts.length).join('.') === before.path) {
      throw failure(
        'ConflictingUpdateOperators',
        `Updating the path '${after.path}' would create a conflict at '${before.path}'`,
      );
    }
  }
}

function parseArrayFilters(filters: Value): Positions['filters'] {
  const result: Positions['filters'] = new Map();
  if (filters === undefined) return result;
  if (!Array.isArray(filters)) throw failure('TypeMismatch', 'arrayFilters must be an array');
  for (const filter of filters) {
    if (!isDoc(filter)) throw failure('TypeMismatch', 'arrayFilters must hold objects');
    const [identifier = ''] = identifiersOf(filter);
    if (!/^[a-z][A-Za-z0-9]*$/.test(identifier))
      throw failure(
        'BadValue',
        `The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${identifier}'`,
      );
    if (result.has(identifier))
      throw failure(
        'FailedToParse',
        `Found multiple array filters with the same top-level field name ${identifier}`,
      );
    const { matches } = compileFilter(filter);
    result.set(identifier, (item) => matches(new Map([[identifier, item]])));
  }
  return result;
}

function identifiersOf(filter: Doc): string[] {
  const names = [...filter].flatMap(([name, value]) => {
    if (!name.startsWith('$')) return [name.split('.')[0] ?? ''];
    return Array.isArray(value) ? value.filter(isDoc).flatMap(identifiersOf) : [];
  });
  const distinct = [...new Set(names)];
  if (distinct.length > 1)
    throw failure(
      'FailedToParse',
      `Error parsing array filter: Expected a single top-level field name, found ${distinct.map((name) => `'${name}'`).join(' and ')}`,
    );
  return distinct;
}

function checkFilters(steps: readonly Step[], filters: Positions['filters']): void {
  const used = new Set(steps.flatMap(({ parts }) => parts.map((part) => /^\$\[(\w+)\]$/.exec(part)?.[1])));
  for (const name of filters.keys()) {
    if (!used.has(name))
      throw failure('FailedToParse', `The array filter for identifier '${name}' was not used in the update`);
  }
  for (const name of used) {
    if (name && !filters.has(name))
      throw failure('BadValue', `No array filter found for identifier '${name}'`);
  }
}

function applyStep(doc: Doc, step: Step, positions: Positions, inserting: boolean): void {
  if (step.operator === '$rename to') return;
  if (step.operator === '$rename') {
    rename(doc, step);
    return;
  }
  if (step.operator === '$setOnInsert' && !inserting) return;
  const change = OPERATORS[step.operator];
  for (const parts of expandPath(doc, step.parts, positions)) {
    if (step.operator === '$unset') removeAt(doc, parts);
    else if (change) {
      const next = change(readAt(doc, parts), step.operand, { doc, path: parts.join('.') });
      if (next !== undefined) writeAt(doc, parts, next);
    }
  }
}

function rename(doc: Doc, { parts, operand }: Step): void {
  const value = readAt(doc, parts);
  if (value === undefined) return;
  removeAt(doc, parts);
  writeAt(doc, String(operand).split('.'), value);
}
