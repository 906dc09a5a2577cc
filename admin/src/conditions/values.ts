import type { FactType } from '#schemas/facts.ts';
import { Performed, Sequence, type Step } from '#schemas/history.ts';
import { isFactReference } from '#server/domain/conditions/soundness.ts';
import { type Taken, takenBy } from './modifiers.ts';

/** The editors that a value can have. */
export type ValueKind =
  | 'text'
  | 'number'
  | 'boolean'
  | 'date'
  | 'duration'
  | 'list'
  | 'range'
  | 'performed'
  | 'sequence'
  | 'fact'
  | 'json';

/** What is compared: the type of the fact, and the operator's name. */
export type Comparing = { type: FactType | undefined; operator: string };

const scalarsOf: Record<FactType, ValueKind[]> = {
  string: ['text'],
  number: ['number'],
  boolean: ['boolean'],
  date: ['date'],
  array: ['text'],
  history: [],
};
const anyScalar: ValueKind[] = ['text', 'number', 'boolean'];

const orderedKinds = (type: FactType | undefined): ValueKind[] => [type === 'date' ? 'date' : 'number'];

/** What a value is by itself, whatever lists are around it. */
const kindsOf = (operand: Taken['operand'], type: FactType | undefined): ValueKind[] => {
  switch (operand) {
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
    case 'performed':
    case 'sequence':
      return [operand];
    default:
      return ['json'];
  }
};

const listable = new Set<ValueKind>(['text', 'number', 'boolean', 'date', 'duration']);

/** What members of a list are is nowhere written down. */
const typeWithin = (type: FactType | undefined, { within }: Taken): FactType | undefined =>
  within === 0 ? type : undefined;

/**
 * The kinds of value that a comparison takes, the likeliest first: several where the fact may be anything.
 * @example valueKinds({ type: 'number', operator: 'in' }) // ['list']
 */
export const valueKinds = ({ type, operator }: Comparing): ValueKind[] => {
  const { fact, value } = takenBy(operator);
  const kinds = kindsOf(value.operand, typeWithin(type, fact));
  if (value.within === 0) return kinds;
  return value.within === 1 && kinds.every((kind) => listable.has(kind)) ? ['list'] : ['json'];
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

/** What is only not finished, such as an event without a name yet; a key too many or of another type is more. */
const unfinished = new Set(['too_small', 'too_big', 'invalid_format', 'custom']);

const isNearly = (schema: typeof Performed | typeof Sequence, value: unknown): boolean =>
  schema.safeParse(value).error?.issues.every(({ code }) => unfinished.has(code)) ?? true;

/** What the editors have no controls for is JSON. */
const objectKind = (value: unknown, comparing: Comparing): ValueKind => {
  const [kind] = valueKinds(comparing);
  if (kind === 'performed' && isNearly(Performed, value)) return kind;
  return kind === 'sequence' && isNearly(Sequence, value) ? kind : 'json';
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
  return typeof value === 'boolean' ? 'boolean' : objectKind(value, comparing);
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

/** What is looked for first stays when it becomes the first of several, and the other way round. */
const firstStep = (value: unknown): Step => {
  const { data: performed } = Performed.safeParse(value);
  const { data: sequence } = Sequence.safeParse(value);
  const { event, where } = performed ?? sequence?.steps[0] ?? { event: 'product_viewed' };
  return { event, ...(where && { where }) };
};

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
    case 'performed':
      return { ...firstStep(value), atLeast: 1, within: firstDuration };
    case 'sequence':
      return { steps: [firstStep(value), { event: 'order_completed' }], within: '1d' };
    case 'fact':
      return { fact: 'profile', path: '$.counters.orders' };
    case 'json':
      return value;
  }
};
