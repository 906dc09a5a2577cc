import { failure, UNKNOWN } from '../../errors.ts';
import { equal } from '../../values/compare.ts';
import { print } from '../../values/print.ts';
import { type Doc, isDoc, type Value } from '../../values/types.ts';
import { compileFilter } from '../match.ts';
import { arrayIndex, valueAt } from '../paths.ts';
import { compilePipeline, runStages } from '../stages/compile.ts';
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
  parts: string[];
  operand: Value;
}

const OPERATORS: Record<string, FieldChange> = { ...FIELD_OPERATORS, ...ARRAY_OPERATORS };
const MOVERS = ['$unset', '$rename'];

/** Compiles an update document, a replacement or a pipeline. */
export function compileUpdate(update: Value, arrayFilters: Value): Update {
  if (Array.isArray(update)) return pipelineUpdate(update);
  if (!isDoc(update)) throw failure('FailedToParse', 'an update must be a document or an array');
  const [first] = update.keys();
  if (!first?.startsWith('$')) return replacement(update);
  const filters = parseArrayFilters(arrayFilters);
  const steps = parseSteps(update);
  checkConflicts(steps);
  checkFilters(steps, filters);
  return (doc, { inserting, position }) => {
    const before = doc.get('_id');
    // all places are found before the first change, which might change what a filter says of them
    const changes = steps
      .filter(({ operator }) => inserting || operator !== '$setOnInsert')
      .flatMap((step) =>
        expandPath(doc, step.parts, { position, filters }).map((parts) => ({ ...step, parts })),
      );
    if (filters.size > 0) checkConflicts(changes);
    for (const change of changes) applyStep(doc, change);
    if (before === undefined || equal(before, doc.get('_id'))) return doc;
    throw failure('ImmutableField', "an update of '_id' would change what cannot change");
  };
}

export const isReplacement = (update: Value): boolean =>
  isDoc(update) && [...update.keys()][0]?.startsWith('$') !== true;

const PIPELINE_STAGES = ['$addFields', '$set', '$project', '$unset', '$replaceRoot', '$replaceWith'];

/** An update that is a pipeline: of stages that make one document of one. */
function pipelineUpdate(pipeline: Value[]): Update {
  const names = pipeline.flatMap((stage) => (isDoc(stage) ? [...stage.keys()] : []));
  const wrong = names.find((name) => !PIPELINE_STAGES.includes(name));
  if (wrong) throw failure('InvalidOptions', `${wrong} is not allowed to be used within an update`);
  const stages = compilePipeline(pipeline, { find: () => [] });
  return (doc) => {
    const [changed] = runStages([doc], stages);
    return withIdOf(doc, isDoc(changed) ? changed : doc);
  };
}

function replacement(update: Doc): Update {
  const dollar = [...update.keys()].find((name) => name.startsWith('$'));
  if (dollar)
    throw failure(
      'DollarPrefixedFieldName',
      `The dollar prefixed field '${dollar}' may not begin a document`,
    );
  return (doc) => withIdOf(doc, update);
}

/** The new document with the `_id` of the old one, first as it was. Throws 66 where they differ. */
function withIdOf(before: Doc, after: Doc): Doc {
  const [id, next] = [before.get('_id'), after.get('_id')];
  if (id !== undefined && next !== undefined && !equal(id, next)) {
    throw failure(
      'ImmutableField',
      `the (immutable) field '_id' was found to have been altered to _id: ${print(next)}`,
    );
  }
  const kept = id === undefined ? next : id;
  const result: Doc = new Map(kept === undefined ? [] : [['_id', kept]]);
  for (const [name, value] of after) if (name !== '_id') result.set(name, value);
  return result;
}

function parseSteps(update: Doc): Step[] {
  const steps: Step[] = [];
  for (const [operator, fields] of update) {
    if (!Object.hasOwn(OPERATORS, operator) && !MOVERS.includes(operator)) {
      throw failure('FailedToParse', `Unknown modifier: ${operator}${UNKNOWN}`);
    }
    if (!isDoc(fields)) {
      throw failure('FailedToParse', `${operator} takes a document of fields, not ${print(fields)}`);
    }
    for (const [path, operand] of fields) steps.push(...parseStep(operator, path, operand));
  }
  return steps.sort((a, b) => comparePaths(a.parts, b.parts));
}

function parseStep(operator: string, path: string, operand: Value): Step[] {
  const step = { operator, parts: partsOf(path), operand };
  if (operator !== '$rename') return [step];
  if (typeof operand !== 'string')
    throw failure('BadValue', `The 'to' field for $rename must be a string: ${path}`);
  const target = partsOf(operand);
  if ([...step.parts, ...target].some((part) => part.startsWith('$')))
    throw failure('BadValue', `The source and target field for $rename may not be dynamic: ${path}`);
  if (path === operand)
    throw failure('BadValue', `The source and target field for $rename must differ: ${path}`);
  return [step, { operator: '$rename to', parts: target, operand: path }];
}

function partsOf(path: string): string[] {
  const parts = path.split('.');
  if (parts.some((part) => part === '')) {
    throw failure('EmptyFieldName', `The update path '${path}' contains an empty field name`);
  }
  const wrong = parts.find((part) => part.startsWith('$') && !/^\$(\[[A-Za-z0-9]*\])?$/.test(part));
  if (wrong)
    throw failure(
      'DollarPrefixedFieldName',
      `The dollar prefixed field '${wrong}' in '${path}' is not allowed`,
    );
  if (parts[0]?.startsWith('$') || parts.filter((part) => part === '$').length > 1)
    throw failure('BadValue', `A positional element cannot come first or twice in the path '${path}'`);
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

/** Two changes may not meet: neither one path nor a path and one inside it, nor `$[]` beside a named place. */
function checkConflicts(steps: readonly Step[]): void {
  const paths = steps.map(({ parts }) => parts).sort(comparePaths);
  for (const [place, parts] of paths.entries()) {
    const before = paths[place - 1] ?? [];
    const apart = before.findIndex((part, depth) => part !== parts[depth]);
    const mixed = apart >= 0 && before[apart]?.startsWith('$[') !== parts[apart]?.startsWith('$[');
    if (place > 0 && (apart < 0 || mixed)) {
      const both = `'${parts.join('.')}' and '${before.join('.')}'`;
      throw failure('ConflictingUpdateOperators', `Updating ${both} would create a conflict`);
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
      throw failure('BadValue', `An array filter begins with a lowercase name, not '${identifier}'`);
    if (result.has(identifier))
      throw failure('FailedToParse', `Found multiple array filters of the name ${identifier}`);
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
    throw failure('FailedToParse', `An array filter has one top-level name, not ${distinct.join(' and ')}`);
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

function applyStep(doc: Doc, { operator, parts, operand }: Step): void {
  if (operator === '$unset') removeAt(doc, parts);
  else if (operator === '$rename') rename(doc, parts, String(operand).split('.'));
  else {
    const next = OPERATORS[operator]?.(readAt(doc, parts), operand, parts.join('.'));
    if (next !== undefined) writeAt(doc, parts, next);
  }
}

function rename(doc: Doc, from: string[], to: string[]): void {
  const value = readAt(doc, from);
  if (value === undefined) return;
  for (const path of [from, to]) refuseArrays(doc, path);
  removeAt(doc, from);
  writeAt(doc, to, value);
}

function refuseArrays(doc: Doc, path: string[]): void {
  for (let depth = 1; depth < path.length; depth++) {
    if (Array.isArray(valueAt(doc, path.slice(0, depth))))
      throw failure('BadValue', `$rename may not go through an array: ${path.join('.')}`);
  }
}
