import { BSONRegExp, MaxKey, MinKey } from 'bson';
import { failure, UNKNOWN } from '../errors.ts';
import { compare, equal, rank } from '../values/compare.ts';
import { wholePart } from '../values/exact.ts';
import { fitsLong, isNumeric, toNumber, wholeNumber } from '../values/numbers.ts';
import { typeName, typesNamed } from '../values/type-names.ts';
import { type Doc, isDoc, type Value } from '../values/types.ts';
import { someAt, someLeaf } from './paths.ts';
import { compileRegex } from './regex.ts';
import { isTrue } from './truth.ts';

type Test = (value: Value, position?: number) => boolean;

/** One condition on one path. `find` decides which values are shown to `test`; `negated` inverts the answer. */
export interface Leaf {
  operator: string;
  operand: Value;
  test: Test;
  negated: boolean;
  find: (
    doc: Value,
    parts: readonly string[],
    visit: (value: Value, position: number | undefined) => boolean,
  ) => boolean;
  positionOf?: (value: Value) => number | undefined;
}

type CompileNested = (query: Doc) => (doc: Doc) => boolean;

const leaf = (operator: string, operand: Value, test: Test, more: Partial<Leaf> = {}): Leaf => ({
  operator,
  operand,
  test,
  negated: false,
  find: someLeaf,
  ...more,
});

/** Conditions of one field: `{ $gt: 1, $lt: 5 }`, or a value to equal. All must hold. */
export function parseOperators(operand: Value, compileNested: CompileNested): Leaf[] {
  if (operand instanceof BSONRegExp) return [regexLeaf(operand, '')];
  if (!isDoc(operand) || !isOperatorDoc(operand)) return [equalLeaf(operand)];
  const leaves: Leaf[] = [];
  for (const [name, value] of operand) {
    if (name === '$options') {
      if (!operand.has('$regex')) throw failure('BadValue', '$options needs a $regex');
      continue;
    }
    leaves.push(...parseOperator(name, value, operand, compileNested));
  }
  return leaves;
}

/** Whether a document is operators (`{$gt: 1}`) and not a value to equal; `$ref` begins a DBRef. */
export function isOperatorDoc(value: Doc): boolean {
  const [first] = value.keys();
  return first?.startsWith('$') === true && first !== '$ref' && first !== '$id';
}

function parseOperator(name: string, value: Value, all: Doc, compileNested: CompileNested): Leaf[] {
  switch (name) {
    case '$eq':
      return [equalLeaf(value)];
    case '$ne':
      return [{ ...equalLeaf(value), operator: '$ne', negated: true }];
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return [rangeLeaf(name, value)];
    case '$in':
      return [inLeaf(name, value)];
    case '$nin':
      return [{ ...inLeaf(name, value), negated: true }];
    case '$exists':
      return [leaf(name, value, (found) => found !== undefined, { negated: !isTrue(value), find: someAt })];
    case '$type':
      return [typeLeaf(value)];
    case '$regex':
      return [regexLeaf(value, all.get('$options') ?? '')];
    case '$mod':
      return [modLeaf(value)];
    case '$size':
      return [sizeLeaf(value)];
    case '$all':
      return allLeaves(value, compileNested);
    case '$elemMatch':
      return [elemMatchLeaf(value, compileNested)];
    case '$not':
      return [notLeaf(value, compileNested)];
    default:
      throw failure('BadValue', `unknown operator: ${name}${UNKNOWN}`);
  }
}

function equalLeaf(operand: Value): Leaf {
  if (operand === null) return leaf('$eq', operand, (value) => value === null || value === undefined);
  return leaf('$eq', operand, (value) => value !== undefined && equal(value, operand));
}

function rangeLeaf(operator: '$gt' | '$gte' | '$lt' | '$lte', operand: Value): Leaf {
  if (operand instanceof BSONRegExp)
    throw failure('BadValue', `Can't have RegEx as arg to predicate over field`);
  const accepts = orderTest(operator);
  return leaf(operator, operand, (value) => comparable(value, operand) && accepts(orderOf(value, operand)));
}

function orderTest(operator: '$gt' | '$gte' | '$lt' | '$lte'): (order: number) => boolean {
  if (operator === '$gt') return (order) => order > 0;
  if (operator === '$gte') return (order) => order >= 0;
  return operator === '$lt' ? (order) => order < 0 : (order) => order <= 0;
}

const orderOf = (value: Value, operand: Value): number => (operand === null ? 0 : compare(value, operand));

/** Ranges stay within a type; NaN meets NaN only; null also stands for missing. */
function comparable(value: Value, operand: Value): boolean {
  if (operand === null) return value === null || value === undefined;
  if (operand instanceof MinKey || operand instanceof MaxKey) return true;
  if (rank(value) !== rank(operand)) return false;
  return isNaNValue(value) === isNaNValue(operand);
}

const isNaNValue = (value: Value): boolean => isNumeric(value) && Number.isNaN(toNumber(value));

function inLeaf(operator: string, operand: Value): Leaf {
  if (!Array.isArray(operand)) throw failure('BadValue', `${operator} needs an array`);
  if (operand.some((item) => isDoc(item) && isOperatorDoc(item))) {
    throw failure('BadValue', `cannot nest $ under ${operator}`);
  }
  const testOf = (item: Value): Test =>
    (item instanceof BSONRegExp ? regexLeaf(item, '') : equalLeaf(item)).test;
  // thousands of ids are common, and comparing each document with each of them is not
  const strings = new Set(operand.filter((item) => typeof item === 'string'));
  const others = operand.filter((item) => typeof item !== 'string').map(testOf);
  const tests = operand.map(testOf);
  return leaf(operator, operand, (value) =>
    typeof value === 'string'
      ? strings.has(value) || others.some((test) => test(value))
      : tests.some((test) => test(value)),
  );
}

function typeLeaf(operand: Value): Leaf {
  const names = new Set((Array.isArray(operand) ? operand : [operand]).flatMap(typesNamed));
  return leaf('$type', operand, (value) => names.has(typeName(value)));
}

function regexLeaf(pattern: Value, options: Value): Leaf {
  const regex = compileRegex(pattern, options);
  const test: Test = (value) =>
    (typeof value === 'string' && regex.test(value)) ||
    (value instanceof BSONRegExp && pattern instanceof BSONRegExp && equal(value, pattern));
  return leaf(
    '$regex',
    pattern instanceof BSONRegExp ? pattern : new BSONRegExp(String(pattern), String(options)),
    test,
  );
}

function modLeaf(operand: Value): Leaf {
  if (!Array.isArray(operand) || operand.length !== 2)
    throw failure('BadValue', 'malformed mod, needs to be an array of two');
  const [divisor, remainder] = operand.map((item) => (isNumeric(item) ? wholePart(item) : undefined));
  if (divisor === undefined || remainder === undefined)
    throw failure('BadValue', 'malformed mod, divisor and remainder must be finite numbers');
  if (divisor === 0n) throw failure('BadValue', 'divisor cannot be 0');
  return leaf('$mod', operand, (value) => {
    const whole = isNumeric(value) ? wholePart(value) : undefined;
    return whole !== undefined && fitsLong(whole) && whole % divisor === remainder;
  });
}

function sizeLeaf(operand: Value): Leaf {
  const size = wholeNumber(operand);
  if (size === undefined || size < 0)
    throw failure('BadValue', 'Failed to parse $size. Expected a non-negative integer');
  return leaf('$size', operand, (value) => Array.isArray(value) && value.length === size, { find: someAt });
}

function allLeaves(operand: Value, compileNested: CompileNested): Leaf[] {
  if (!Array.isArray(operand)) throw failure('BadValue', '$all needs an array');
  if (operand.length === 0) return [leaf('$all', operand, () => false)];
  return operand.map((item) => {
    if (item instanceof BSONRegExp) return regexLeaf(item, '');
    if (!isDoc(item) || !isOperatorDoc(item)) return equalLeaf(item);
    if (!item.has('$elemMatch')) throw failure('BadValue', 'no $ expressions in $all');
    return elemMatchLeaf(item.get('$elemMatch'), compileNested);
  });
}

function elemMatchLeaf(operand: Value, compileNested: CompileNested): Leaf {
  if (!isDoc(operand)) throw failure('BadValue', '$elemMatch needs an Object');
  const matches = elementTest(operand, compileNested);
  const positionOf = (value: Value) => (Array.isArray(value) ? value.findIndex(matches) : undefined);
  const test: Test = (value) => Array.isArray(value) && value.some(matches);
  return leaf('$elemMatch', operand, test, { find: someAt, positionOf });
}

const LOGIC = new Set(['$and', '$or', '$nor', '$expr']);

/** A test of one array element: conditions on the element itself, or a query on the document it is. */
export function elementTest(operand: Doc, compileNested: CompileNested): (item: Value) => boolean {
  const [first = ''] = operand.keys();
  if (isOperatorDoc(operand) && !LOGIC.has(first)) {
    const leaves = parseOperators(operand, compileNested);
    // $elemMatch shows the element itself; an inner array is entered only by a nested $elemMatch.
    return (item) => leaves.every(({ test, negated }) => test(item) !== negated);
  }
  const matches = compileNested(operand);
  return (item) => (isDoc(item) ? matches(item) : Array.isArray(item) && matches(indexed(item)));
}

const indexed = (items: Value[]): Doc => new Map(items.map((item, place) => [String(place), item]));

function notLeaf(operand: Value, compileNested: CompileNested): Leaf {
  if (!(operand instanceof BSONRegExp) && (!isDoc(operand) || !isOperatorDoc(operand))) {
    throw failure('BadValue', '$not needs a regex or a document');
  }
  const leaves = parseOperators(operand, compileNested);
  return {
    operator: '$not',
    operand,
    negated: true,
    test: (value) => leaves.every((inner) => inner.test(value) !== inner.negated),
    find: (doc, parts) => leaves.every((inner) => inner.find(doc, parts, inner.test) !== inner.negated),
  };
}
