import type { FactDefinition, FactType } from '#schemas/facts.ts';
import { instantOf } from './date-comparisons.ts';
import type { Literal } from './normal-form.ts';
import { isVersion } from './version-comparisons.ts';

/** What a customer of whom little is known has, and values that are unlikely to be written in a rule. */
const usual: readonly unknown[] = [undefined, 'other', 0, 1, true, false, [], ['other'], '', null];

const DAY = 86_400_000;
/** Lists are not padded further: a rule that asks for longer ones is met by no example. */
const LONGEST = 50;

const unique = (values: readonly unknown[]): unknown[] => [...new Set(values)];

/** Between each two that follow each other, and beyond both ends. */
const around = (points: readonly number[], step: number): number[] => {
  const sorted = [...new Set(points)].sort((a, b) => a - b);
  const between = sorted.slice(1).map((point, index) => (point + sorted[index]!) / 2);
  return sorted.length === 0 ? [] : [...sorted, ...between, sorted[0]! - step, sorted.at(-1)! + step];
};

const dayOrTime = (instant: number): string => new Date(instant).toISOString();

const versionsNear = (version: string): string[] => {
  const [major = '0'] = version.replace(/^v/, '').split('.');
  return [version, `${Number.parseInt(major, 10) + 1}.0.0`, `${version.split(/[-+]/)[0]}.1`, '0.0.0-0'];
};

const textsNear = (text: string): string[] => [text, `${text}x`, `x${text}`, text.slice(0, -1)];

/** The text that a pattern without any choice stands for. */
const plainPattern = (text: string): string => text.replace(/^\^/, '').replace(/\$$/, '');

const scalarsOf = (values: readonly unknown[]): unknown[] => {
  const numbers = values.filter((value) => typeof value === 'number');
  const texts = values.filter((value) => typeof value === 'string');
  const instants = texts.map(instantOf).filter((instant) => !Number.isNaN(instant));
  return unique([
    ...values,
    ...around(numbers, 1),
    ...around(instants, DAY).map(dayOrTime),
    ...texts.filter(isVersion).flatMap(versionsNear),
    ...texts.flatMap(textsNear),
    ...texts.map(plainPattern),
    ...texts.flatMap((start) => texts.map((end) => start + end)),
  ]);
};

const padded = (list: readonly unknown[], sizes: readonly number[]): unknown[][] =>
  [list.length, ...sizes.flatMap((size) => [size - 1, size, size + 1])]
    .filter((length) => length >= list.length && length <= LONGEST)
    .map((length) => [...list, ...Array.from({ length: length - list.length }, (_, i) => `other-${i + 1}`)]);

const listsOf = (values: readonly unknown[], sizes: readonly number[]): unknown[][] =>
  [values, ...scalarsOf(values).map((value) => [value]), []].flatMap((list) => padded(list, sizes));

const refusing = /^(doesNotContain|containsNone|notInSegment|notIn|notEqual)$/;

/** The values that a comparison names, where it wants them and not where it refuses them. */
const namedBy = ({ value }: Literal): unknown[] => (Array.isArray(value) ? value : [value]);

const isType = (value: unknown, type: FactType | undefined): boolean => {
  if (type === undefined) return true;
  if (type === 'array') return Array.isArray(value);
  return typeof value === (type === 'date' ? 'string' : type);
};

/** What is known of a slot's fact. */
export type SlotKnowledge = Pick<FactDefinition, 'type' | 'values'>;

/** The later ones are made only when the ones before did not do. */
function* tried(literals: readonly Literal[], values: readonly string[]): Generator<unknown> {
  yield* values;
  yield* usual;
  const named = unique(literals.flatMap(namedBy));
  yield* scalarsOf(named);
  const wanted = literals.filter(({ operator, negated }) => refusing.test(operator) === negated);
  const sizes = named.filter((value): value is number => Number.isSafeInteger(value));
  yield* listsOf(unique(wanted.flatMap(namedBy)), sizes);
}

/**
 * Values of one slot that are worth trying, those that its fact may really have first: the ones that its comparisons
 * name, those between and beyond them, and lists of them. A value that meets all comparisons is among them if there is
 * any, save for patterns and the like.
 * @example [...valuesFor([moreThan3, lessThan4], {})].includes(3.5) // true
 */
export function* valuesFor(
  literals: readonly Literal[],
  { type, values = [] }: SlotKnowledge,
): Generator<unknown> {
  for (const value of tried(literals, values)) if (isType(value, type)) yield value;
  if (type === undefined) return;
  for (const value of tried(literals, values)) if (!isType(value, type)) yield value;
}
