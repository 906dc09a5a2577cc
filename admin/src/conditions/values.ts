import type { FactType } from '#schemas/facts.ts';
import { type Operand, operatorOperands } from '#schemas/operators.ts';
import { isFactReference } from '#server/domain/conditions/soundness.ts';

/** The editors that a value can have. */
export type ValueKind =
  | 'text'
  | 'number'
  | 'boolean'
  | 'date'
  | 'duration'
  | 'list'
  | 'range'
  | 'fact'
  | 'json';

/** What is compared: the type of the fact, and the operator's name. */
export type Comparing = { type: FactType | undefined; operator: string };

const operands: Readonly<Record<string, { fact: Operand; value: Operand }>> = operatorOperands;

/** What the operator takes on a side, its decorators set aside; undefined for an operator nobody knows. */
export const operandOf = (operator: string, side: 'fact' | 'value'): Operand | undefined => {
  const name = operator.split(':').at(-1)!;
  return Object.hasOwn(operands, name) ? operands[name]![side] : undefined;
};

const scalarsOf: Record<FactType, ValueKind[]> = {
  string: ['text'],
  number: ['number'],
  boolean: ['boolean'],
  date: ['date'],
  array: ['text'],
};
const anyScalar: ValueKind[] = ['text', 'number', 'boolean'];

const orderedKinds = (type: FactType | undefined): ValueKind[] => [type === 'date' ? 'date' : 'number'];

/**
 * The kinds of value that a comparison takes, the likeliest first: several where the fact may be anything.
 * @example valueKinds({ type: 'number', operator: 'in' }) // ['list']
 */
export const valueKinds = ({ type, operator }: Comparing): ValueKind[] => {
  if (/(some|every)Value:/.test(operator)) return ['list'];
  if (operator.includes('swap:')) return ['json'];
  switch (operandOf(operator, 'value')) {
    case 'any':
      return type === undefined ? anyScalar : scalarsOf[type];
    case 'ordered':
      return orderedKinds(type);
    case 'list':
    case 'segments':
      return ['list'];
    case 'text':
    case 'pattern':
    case 'version':
      return ['text'];
    case 'number':
    case 'range':
    case 'date':
    case 'duration':
      return [operandOf(operator, 'value') as ValueKind];
    default:
      return ['json'];
  }
};

const isDate = (value: unknown): value is string =>
  typeof value === 'string' && !Number.isNaN(Date.parse(value));

const isRange = (value: readonly unknown[], { type }: Comparing): boolean =>
  value.length === 2 && value.every((end) => (type === 'date' ? isDate(end) : typeof end === 'number'));

const durationText = /^\d{1,6}[mhdw]$/;

const textKind = (text: string, comparing: Comparing): ValueKind => {
  const [kind] = valueKinds(comparing);
  if (kind === 'date' && isDate(text)) return 'date';
  return kind === 'duration' && durationText.test(text) ? 'duration' : 'text';
};

/**
 * The editor that shows a value as it is, whether it fits the comparison or not.
 * @example kindOfValue([1, 2], { type: 'number', operator: 'between' }) // 'range'
 */
export const kindOfValue = (value: unknown, comparing: Comparing): ValueKind => {
  if (isFactReference(value)) return 'fact';
  if (Array.isArray(value))
    return valueKinds(comparing)[0] === 'range' && isRange(value, comparing) ? 'range' : 'list';
  if (typeof value === 'string') return textKind(value, comparing);
  if (typeof value === 'number') return 'number';
  return typeof value === 'boolean' ? 'boolean' : 'json';
};

const asNumber = (value: unknown): number => {
  const number = Number(value);
  return typeof value === 'boolean' || value === '' || !Number.isFinite(number) ? 0 : number;
};

const asDate = (value: unknown, now: Date): string => (isDate(value) ? value : now.toISOString());

const asRange = (value: unknown, { type }: Comparing, now: Date): unknown[] => {
  const [from, until] = Array.isArray(value) ? [value[0], value[1] ?? value[0]] : [value, value];
  const end = (one: unknown): unknown => (type === 'date' ? asDate(one, now) : asNumber(one));
  return [end(from), end(until)];
};

const asList = (value: unknown, one: unknown): unknown[] => {
  if (Array.isArray(value)) return value;
  return one === undefined || one === '' ? [] : [one];
};

const firstDuration = '7d';

/**
 * A value turned into another kind, keeping what it says where that has a meaning.
 * @example convertValue('gold', 'list', comparing, now) // ['gold']
 */
export const convertValue = (value: unknown, kind: ValueKind, comparing: Comparing, now: Date): unknown => {
  const one = Array.isArray(value) ? value[0] : isFactReference(value) ? undefined : value;
  switch (kind) {
    case 'text':
      return one === undefined || typeof one === 'object' ? '' : String(one);
    case 'number':
      return asNumber(one);
    case 'boolean':
      return one !== false && one !== 'false';
    case 'date':
      return asDate(one, now);
    case 'duration':
      return typeof one === 'string' && durationText.test(one) ? one : firstDuration;
    case 'list':
      return asList(value, one);
    case 'range':
      return asRange(value, comparing, now);
    case 'fact':
      return { fact: 'profile', path: '$.counters.orders' };
    case 'json':
      return value;
  }
};
