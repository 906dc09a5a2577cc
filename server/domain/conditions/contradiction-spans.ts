import { compareVersions, validate } from 'compare-versions';
import { instantOf } from './date-comparisons.ts';
import type { Literal } from './normal-form.ts';
import { isVersion } from './version-comparisons.ts';

type Side = 'low' | 'high';
/** Everything beyond a bound is out, and what lies on it too unless it is inclusive. */
type Shape = { side: Side; inclusive: boolean };
type Bound<L, T> = Shape & { at: T; literal: L };

/** A way to order values, and the operators that ask about it. */
type Axis<T> = {
  shapes: Readonly<Record<string, readonly Shape[]>>;
  /** Where a written value lies; null for one that is not on this axis. */
  placeOf: (value: unknown) => T | null;
  compare: (a: T, b: T) => number;
  /** The place next to one, where places are whole: between 2 and 3 there is none. */
  next?: (at: T, side: Side) => T;
};

const above: Shape = { side: 'low', inclusive: false };
const from: Shape = { side: 'low', inclusive: true };
const below: Shape = { side: 'high', inclusive: false };
const upTo: Shape = { side: 'high', inclusive: true };

const orderShapes = {
  greaterThan: [above],
  greaterThanInclusive: [from],
  lessThan: [below],
  lessThanInclusive: [upTo],
};

const byValue = <T extends number | string>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);

const numberAxis: Axis<number> = {
  shapes: orderShapes,
  placeOf: (value) => (typeof value === 'number' && !Number.isNaN(value) ? value : null),
  compare: byValue,
};

/** JavaScript finds no order between a number and a text that is none, so only texts are on this axis. */
const textAxis: Axis<string> = {
  shapes: orderShapes,
  placeOf: (value) => (typeof value === 'string' && Number.isNaN(Number(value)) ? value : null),
  compare: byValue,
};

const instantAxis: Axis<number> = {
  shapes: { after: [above], before: [below] },
  placeOf: (value) => {
    const instant = instantOf(value);
    return Number.isNaN(instant) ? null : instant;
  },
  compare: byValue,
};

const versionAxis: Axis<string> = {
  shapes: {
    semverEqual: [from, upTo],
    semverGreaterThan: [above],
    semverGreaterThanInclusive: [from],
    semverLessThan: [below],
    semverLessThanInclusive: [upTo],
  },
  // a pre-release with leading zeros, such as of a date, is ours but not the library's
  placeOf: (value) => (isVersion(value) && validate(value) ? value : null),
  compare: compareVersions,
};

const sizeAxis: Axis<number> = {
  shapes: { sizeEqual: [from, upTo], sizeGreaterThan: [above], sizeLessThan: [below] },
  placeOf: (value) => (Number.isSafeInteger(value) ? (value as number) : null),
  compare: byValue,
  next: (at, side) => (side === 'low' ? at + 1 : at - 1),
};

/** What is not below a bound lies from it on. */
const turn = ({ side, inclusive }: Shape): Shape => ({
  side: side === 'low' ? 'high' : 'low',
  inclusive: !inclusive,
});

const shapesOf = <T>({ operator, negated }: Literal, { shapes }: Axis<T>): readonly Shape[] => {
  const own = Object.hasOwn(shapes, operator) ? shapes[operator]! : [];
  if (!negated) return own;
  // to be unequal is to lie on either side: no bound
  return own.length === 1 ? own.map(turn) : [];
};

const boundsOf = <L extends Literal, T>(group: readonly L[], axis: Axis<T>): Bound<L, T>[] => {
  const bounds = group.flatMap((literal) => {
    const at = axis.placeOf(literal.value);
    return at === null ? [] : shapesOf(literal, axis).map((shape) => ({ ...shape, at, literal }));
  });
  // a fact that is not on the axis at all meets every opposite, but nothing else
  return bounds.some(({ literal }) => !literal.negated) ? bounds : [];
};

/** The bound that leaves the least; of two at one place the one without it. */
const tightest = <L, T>(bounds: readonly Bound<L, T>[], side: Side, axis: Axis<T>) => {
  const tighter = side === 'low' ? -1 : 1;
  const order = (a: Bound<L, T>, b: Bound<L, T>): number =>
    tighter * axis.compare(a.at, b.at) || Number(a.inclusive) - Number(b.inclusive);
  return bounds.filter((bound) => bound.side === side).toSorted(order)[0];
};

/** On an axis of whole places a bound without its place is one with the next. */
const whole = <L, T>(bound: Bound<L, T>, { next }: Axis<T>): Bound<L, T> =>
  next === undefined || bound.inclusive
    ? bound
    : { ...bound, at: next(bound.at, bound.side), inclusive: true };

const emptyOn = <L extends Literal, T>(group: readonly L[], axis: Axis<T>): L[] | null => {
  const bounds = boundsOf(group, axis).map((bound) => whole(bound, axis));
  const [low, high] = [tightest(bounds, 'low', axis), tightest(bounds, 'high', axis)];
  if (low === undefined || high === undefined || low.literal === high.literal) return null;
  const order = axis.compare(low.at, high.at);
  if (order < 0 || (order === 0 && low.inclusive && high.inclusive)) return null;
  return [low.literal, high.literal];
};

/**
 * Two comparisons of one slot between whose bounds nothing lies: numbers, texts, instants, versions, sizes. Null when
 * there are none.
 * @example emptySpan([moreThan3, lessThan2]) // [moreThan3, lessThan2]
 */
export const emptySpan = <L extends Literal>(group: readonly L[]): L[] | null =>
  emptyOn(group, numberAxis) ??
  emptyOn(group, textAxis) ??
  emptyOn(group, instantAxis) ??
  emptyOn(group, versionAxis) ??
  emptyOn(group, sizeAxis);
