import type { FactType } from '#schemas/facts.ts';
import { parseOperator } from './operators.ts';

/** What a comparison's side may be; absent where it can be anything. */
export type Operand = FactType | undefined;
/** One side of a comparison: its type, and its value where the author wrote it down. */
export type Side = { type: Operand; literal?: { value: unknown } };

const ORDERED = new Set(['lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive']);
const MEMBERSHIP = new Set(['in', 'notIn']);
const CONTAINMENT = new Set(['contains', 'doesNotContain']);

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

const membersOf = ({ literal }: Side): Side[] =>
  Array.isArray(literal?.value) ? literal.value.map(literalSide) : [{ type: undefined }];

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

const membershipFaults = (actual: Side, expected: Side): string[] =>
  isList(expected)
    ? membersOf(expected).flatMap((member) => equalityFaults(actual, member))
    : ['the value must be a list'];

const plainFaults = (operator: string, actual: Side, expected: Side): string[] => {
  if (ORDERED.has(operator)) return orderFaults(actual, expected);
  if (MEMBERSHIP.has(operator)) return membershipFaults(actual, expected);
  if (CONTAINMENT.has(operator)) return isList(actual) ? [] : [`a ${actual.type} is not a list`];
  return equalityFaults(actual, expected);
};

const decoratedFaults = (
  decorators: readonly string[],
  operator: string,
  actual: Side,
  expected: Side,
): string[] => {
  const [decorator, ...rest] = decorators;
  const inner = (a: Side, e: Side): string[] => decoratedFaults(rest, operator, a, e);
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
        : ['the value must be a list'];
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
  return [...new Set(decoratedFaults(parsed.decorators, parsed.operator, actual, expected))];
};
