import { BSONRegExp, MaxKey, MinKey } from 'bson';
import type { Node } from '../query/match.ts';
import type { Leaf } from '../query/match-operators.ts';
import { literalPrefix } from '../query/regex.ts';
import { RANK, rank } from '../values/compare.ts';
import { encodeKey, rankByte } from '../values/keys.ts';
import type { Value } from '../values/types.ts';
import { after } from './key-value.ts';

/** Component bytes from `low` (included) to `high` (excluded); a point is one value. */
export interface Interval {
  low: Buffer;
  high: Buffer;
  point: boolean;
}

/** Shortened keys keep this many bytes of the value; what is longer is not in order. */
const MAX_ORDERED_BYTES = 360;

export interface PathCondition {
  path: string;
  leaf: Leaf;
}

/** The conditions that must all hold, by path; negations and alternatives bound nothing. */
export function conditionsOf(node: Node): PathCondition[] {
  if (node.kind === 'and') return node.nodes.flatMap(conditionsOf);
  return node.kind === 'path' && !node.leaf.negated ? [{ path: node.path, leaf: node.leaf }] : [];
}

/** The intervals that hold every value meeting a condition, in order; undefined where any value may. */
export function intervalsOf({ operator, operand }: Leaf): Interval[] | undefined {
  switch (operator) {
    case '$eq':
      return sortedApart(pointsOf(operand));
    case '$in': {
      const list = operand as Value[];
      return list.some((item) => item instanceof BSONRegExp)
        ? undefined
        : sortedApart(list.flatMap(pointsOf));
    }
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return rangeOf(operator, operand);
    case '$regex':
      return regexIntervals(operand as BSONRegExp);
    default:
      return undefined;
  }
}

/** An array is equal where it is an element as a whole, or where its first element is one. */
const pointsOf = (operand: Value): Interval[] =>
  Array.isArray(operand) ? [point(operand), point(operand[0])] : [point(operand)];

function point(value: Value): Interval {
  const low = encodeKey(value);
  return { low, high: after(low), point: true };
}

function sortedApart(intervals: Interval[]): Interval[] {
  const sorted = intervals.sort((a, b) => Buffer.compare(a.low, b.low));
  return sorted.filter(
    (interval, place) => place === 0 || !interval.low.equals(sorted[place - 1]?.low ?? Buffer.alloc(0)),
  );
}

function rangeOf(operator: '$gt' | '$gte' | '$lt' | '$lte', operand: Value): Interval[] | undefined {
  if (operand instanceof MinKey || operand instanceof MaxKey || Array.isArray(operand)) return undefined;
  if (operand === null) return [point(null)];
  const type = rank(operand);
  const key = encodeKey(operand);
  const whole = { low: Buffer.of(rankByte(type)), high: Buffer.of(rankByte(type) + 1), point: false };
  // A long key may meet shortened ones, which have lost their order, so the whole type is searched.
  if (key.length > MAX_ORDERED_BYTES || type === RANK.object) return [whole];
  if (operator === '$gt') return [{ ...whole, low: after(key) }];
  if (operator === '$gte') return [{ ...whole, low: key }];
  return [{ ...whole, high: operator === '$lt' ? key : after(key) }];
}

function regexIntervals(regex: BSONRegExp): Interval[] | undefined {
  const prefix = literalPrefix(regex).slice(0, 100);
  if (prefix === '') return undefined;
  const low = Buffer.concat([Buffer.of(rankByte(RANK.string)), Buffer.from(prefix)]);
  const regexes = {
    low: Buffer.of(rankByte(RANK.regex)),
    high: Buffer.of(rankByte(RANK.regex) + 1),
    point: false,
  };
  return [{ low, high: after(low), point: false }, regexes];
}

/** The overlap of two ordered lists of intervals. */
export function intersect(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  const result: Interval[] = [];
  for (const x of a) {
    for (const y of b) {
      const low = Buffer.compare(x.low, y.low) >= 0 ? x.low : y.low;
      const high = Buffer.compare(x.high, y.high) <= 0 ? x.high : y.high;
      if (Buffer.compare(low, high) < 0) result.push({ low, high, point: x.point || y.point });
    }
  }
  return result;
}

/** The same intervals in a descending field, whose bytes are inverted. */
export function inverted(intervals: readonly Interval[]): Interval[] {
  return [...intervals].reverse().map(({ low, high, point: single }) => ({
    low: single ? flipped(low) : after(flipped(high)),
    high: after(flipped(low)),
    point: single,
  }));
}

const flipped = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte) => ~byte));
