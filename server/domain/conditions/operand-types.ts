import type { FactType } from '#schemas/facts.ts';
import { type Operand as OperandForm, type Operator, operatorOperands } from '#schemas/operators.ts';
import { durationOf, instantOf } from './date-comparisons.ts';
import { parseOperator } from './operators.ts';
import { findPattern, patternFault } from './text-comparisons.ts';
import { isVersion } from './version-comparisons.ts';

/** What a comparison's side may be; absent where it can be anything. */
export type Operand = FactType | undefined;
/** One side of a comparison: its type, and its value where the author wrote it down. */
export type Side = { type: Operand; literal?: { value: unknown } };
/** A side by the name its author knows it by: after `swap` the fact is where the value was. */
type NamedSide = Side & { who: 'fact' | 'value' };

const EQUALITY = new Set<string>(['equal', 'notEqual']);
const ORDERED = new Set<string>(['lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive']);
const MEMBERSHIP = new Set<string>(['in', 'notIn']);
const CONTAINMENT = new Set<string>(['contains', 'doesNotContain']);

const typeOf = (value: unknown): Operand => {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return typeof value as FactType;
  return undefined;
};

/** A side that the author wrote down. */
export const literalSide = (value: unknown): Side => ({ type: typeOf(value), literal: { value } });

const comparable = (a: Operand, b: Operand): boolean => {
  if (a === undefined || b === undefined) return true;
  // a date is an ISO 8601 string
  const plain = (type: FactType): FactType => (type === 'date' ? 'string' : type);
  return plain(a) === plain(b);
};

const isList = ({ type }: Side): boolean => type === undefined || type === 'array';

const membersOf = ({ literal, who }: NamedSide): NamedSide[] =>
  Array.isArray(literal?.value)
    ? literal.value.map((value) => ({ ...literalSide(value), who }))
    : [{ type: undefined, who }];

const dateFault = ({ type }: Side, { literal }: Side): string[] =>
  type === 'date' && typeof literal?.value === 'string' && Number.isNaN(Date.parse(literal.value))
    ? [`"${literal.value}" is not an ISO 8601 date`]
    : [];

const pairFaults = (actual: Side, expected: Side): string[] =>
  comparable(actual.type, expected.type)
    ? dateFault(actual, expected)
    : [`a ${actual.type} is never equal to a ${expected.type}`];

const equalityFaults = (actual: Side, expected: Side): string[] =>
  actual.type === 'array' ? ['a list is never equal to another; use contains'] : pairFaults(actual, expected);

const orderFaults = (actual: Side, expected: Side): string[] => {
  const unordered = [actual, expected].find(({ type }) => type === 'boolean' || type === 'array');
  if (unordered !== undefined) return [`a ${unordered.type} has no order`];
  if (actual.type === 'string' && expected.type !== 'number') return ['text has no order'];
  return comparable(actual.type, expected.type)
    ? dateFault(actual, expected)
    : [`a ${actual.type} cannot be ordered against a ${expected.type}`];
};

const SWAPPED_MEMBERSHIP = 'after swap the fact must be the list, and the value a member of it';

const membershipFaults = (actual: NamedSide, expected: NamedSide): string[] => {
  const isSwapped = expected.who === 'fact';
  if (isSwapped && (actual.type === 'array' || !isList(expected))) return [SWAPPED_MEMBERSHIP];
  return isList(expected)
    ? membersOf(expected).flatMap((member) => equalityFaults(actual, member))
    : ['the value must be a list'];
};

const rangeFaults = (actual: Side, expected: NamedSide): string[] => {
  const bounds = expected.literal?.value;
  if (!Array.isArray(bounds) || bounds.length !== 2)
    return [`the ${expected.who} must be two bounds: [low, high]`];
  const faults = bounds.flatMap((bound) => orderFaults(actual, literalSide(bound)));
  const [low, high] = bounds;
  return faults.length > 0 || low <= high ? faults : ['the lower bound must come first'];
};

type Wanted = {
  holds: (value: unknown) => boolean;
  wanted: string;
  /** What exactly is wrong with a value that it does not hold for. */
  why?: (value: unknown) => string | null;
};

/** What a written value must be besides its type, for operators that read more into it. */
const forms: Readonly<Record<string, Wanted>> = {
  pattern: {
    holds: (value) => typeof value === 'string' && findPattern(value) !== null,
    wanted: 'a regular expression',
    why: (value) => (typeof value === 'string' ? patternFault(value) : null),
  },
  version: { holds: isVersion, wanted: 'a version such as 2.10.0' },
  date: { holds: (value) => !Number.isNaN(instantOf(value)), wanted: 'an ISO 8601 date or time' },
  duration: {
    holds: (value) => !Number.isNaN(durationOf(value)),
    wanted: 'a duration such as 90m, 36h, 7d or 2w',
  },
  segments: {
    holds: (value) => typeof value === 'string' || (Array.isArray(value) && value.length > 0),
    wanted: 'the key of a segment, or a list of keys',
  },
};

/** The types that a side of an operator takes; those of others are checked as a pair. */
const typesOf: Readonly<Partial<Record<OperandForm, readonly FactType[]>>> = {
  list: ['array'],
  number: ['number'],
  text: ['string', 'date'],
  pattern: ['string'],
  version: ['string'],
  date: ['date', 'string'],
  duration: ['string'],
  segments: ['string', 'array'],
  history: ['history'],
};

const sideFaults = (side: NamedSide, form: OperandForm): string[] => {
  const { who } = side;
  if (side.literal !== undefined && form in forms) {
    const { holds, wanted, why } = forms[form]!;
    if (holds(side.literal.value)) return [];
    const reason = why?.(side.literal.value) ?? null;
    return [`the ${who} must be ${wanted}${reason === null ? '' : `: ${reason}`}`];
  }
  if (side.literal === undefined && (form === 'pattern' || form === 'duration'))
    return [`the ${who} must be written down`];
  const types = typesOf[form];
  if (types === undefined || side.type === undefined || types.includes(side.type)) return [];
  return [`the ${who} must be a ${types[0] === 'array' ? 'list' : types[0]}, not a ${side.type}`];
};

/** The operators beyond json-rules-engine's ask the same of their sides, each on its own. */
const operandFormFaults = (operator: Operator, actual: NamedSide, expected: NamedSide): string[] => {
  const { fact, value } = operatorOperands[operator];
  return [...sideFaults(actual, fact), ...sideFaults(expected, value)];
};

const plainFaults = (operator: Operator, actual: NamedSide, expected: NamedSide): string[] => {
  if (ORDERED.has(operator)) return orderFaults(actual, expected);
  if (MEMBERSHIP.has(operator)) return membershipFaults(actual, expected);
  if (CONTAINMENT.has(operator)) return isList(actual) ? [] : [`a ${actual.type} is not a list`];
  if (EQUALITY.has(operator)) return equalityFaults(actual, expected);
  return operator === 'between'
    ? rangeFaults(actual, expected)
    : operandFormFaults(operator, actual, expected);
};

const decoratedFaults = (
  decorators: readonly string[],
  operator: Operator,
  actual: NamedSide,
  expected: NamedSide,
): string[] => {
  const [decorator, ...rest] = decorators;
  const inner = (a: NamedSide, e: NamedSide): string[] => decoratedFaults(rest, operator, a, e);
  switch (decorator) {
    case undefined:
      return plainFaults(operator, actual, expected);
    case 'someFact':
    case 'everyFact':
      return isList(actual)
        ? membersOf(actual).flatMap((member) => inner(member, expected))
        : [`a ${actual.type} is not a list`];
    case 'someValue':
    case 'everyValue':
      return isList(expected)
        ? membersOf(expected).flatMap((member) => inner(actual, member))
        : [`the ${expected.who} must be a list`];
    case 'swap':
      return inner(expected, actual);
    default:
      return inner(actual, expected);
  }
};

/**
 * Why a comparison could never be made between these two sides, in words; empty when it can, and for an
 * unknown operator.
 * @example operandFaults('lessThan', { type: 'boolean' }, literalSide(1)) // ['a boolean has no order']
 */
export const operandFaults = (operatorName: string, actual: Side, expected: Side): string[] => {
  const parsed = parseOperator(operatorName);
  if (parsed === null) return [];
  const [fact, value] = [
    { ...actual, who: 'fact' as const },
    { ...expected, who: 'value' as const },
  ];
  return [...new Set(decoratedFaults(parsed.decorators, parsed.operator, fact, value))];
};
