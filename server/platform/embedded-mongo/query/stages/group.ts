import { location, UNKNOWN } from '../../errors.ts';
import { compare } from '../../values/compare.ts';
import { encodeKey } from '../../values/keys.ts';
import { isNumeric } from '../../values/numbers.ts';
import { sum } from '../../values/sum.ts';
import { type Doc, isDoc, type Value } from '../../values/types.ts';
import { mean } from '../expressions/arithmetic.ts';
import { compileExpression } from '../expressions/compile.ts';
import { mergeInto } from '../expressions/objects.ts';
import type { Evaluate } from '../expressions/types.ts';
import { type Hold, memoryBudget, PAUSE, type Stage } from './flow.ts';

/** What one accumulator keeps for one group. */
interface Accumulator {
  add(value: Value): void;
  result(): Value;
}

type MakeAccumulator = (hold: Hold) => Accumulator;

const summing: MakeAccumulator = () => {
  const running = sum();
  return {
    add: (value) => {
      if (isNumeric(value)) running.add(value);
    },
    result: () => running.total(),
  };
};

const averaging: MakeAccumulator = () => {
  const running = sum();
  let count = 0;
  return {
    add: (value) => {
      if (!isNumeric(value)) return;
      running.add(value);
      count += 1;
    },
    result: () => mean(running.total(), count),
  };
};

const keeping =
  (sign: 1 | -1): MakeAccumulator =>
  (hold) => {
    let best: Value;
    return {
      add: (value) => {
        if (value === undefined || value === null) return;
        if (best !== undefined && compare(value, best) * sign <= 0) return;
        hold(value, best);
        best = value;
      },
      result: () => best ?? null,
    };
  };

const first: MakeAccumulator = (hold) => {
  let held: { value: Value } | undefined;
  return {
    add: (value) => {
      if (held) return;
      hold(value);
      held = { value };
    },
    result: () => held?.value ?? null,
  };
};

const last: MakeAccumulator = (hold) => {
  let held: Value;
  return {
    add: (value) => {
      hold(value, held);
      held = value;
    },
    result: () => held ?? null,
  };
};

const pushing: MakeAccumulator = (hold) => {
  const items: Value[] = [];
  return {
    add: (value) => {
      if (value === undefined) return;
      hold(value);
      items.push(value);
    },
    result: () => items,
  };
};

const addingToSet: MakeAccumulator = (hold) => {
  const items = new Map<string, Value>();
  return {
    add: (value) => {
      if (value === undefined) return;
      const key = encodeKey(value).toString('latin1');
      if (items.has(key)) return;
      hold(value);
      items.set(key, value);
    },
    result: () => [...items.values()],
  };
};

const merging: MakeAccumulator = (hold) => {
  const merged: Doc = new Map();
  return {
    add: (value) => {
      hold(value);
      mergeInto(merged, value);
    },
    result: () => merged,
  };
};

const ACCUMULATORS: Record<string, MakeAccumulator> = {
  $sum: summing,
  $avg: averaging,
  $min: keeping(-1),
  $max: keeping(1),
  $first: first,
  $last: last,
  $push: pushing,
  $addToSet: addingToSet,
  $mergeObjects: merging,
  $count: summing,
};

export interface Field {
  name: string;
  evaluate: Evaluate;
  make: MakeAccumulator;
}

/** Reads one output field of `$group` or `$bucket`: `{ $sum: '$price' }`. */
export function parseAccumulator(name: string, spec: Value): Field {
  if (name.includes('.')) throw location(40235, `The field name '${name}' cannot contain '.'`);
  const [[operator = '', operand] = []] = isDoc(spec) ? spec : new Map<string, Value>();
  const make = Object.hasOwn(ACCUMULATORS, operator) ? ACCUMULATORS[operator] : undefined;
  if (!isDoc(spec) || spec.size !== 1)
    throw location(40234, `The field '${name}' must be an accumulator object`);
  if (!make) throw location(15952, `unknown group operator '${operator}'${UNKNOWN}`);
  if (Array.isArray(operand) && operand.length !== 1)
    throw location(40237, `The ${operator} accumulator is a unary operator`);
  const source = Array.isArray(operand) ? operand[0] : operand;
  return { name, make, evaluate: compileExpression(operator === '$count' ? 1 : source) };
}

/** `$group`: groups by value, a missing key counts as null. */
export function group(operand: Value): Stage {
  if (!isDoc(operand)) throw location(15947, "a group's fields must be specified in an object");
  if (!operand.has('_id')) throw location(15955, 'a group specification must include an _id');
  const key = compileExpression(operand.get('_id'));
  const fields = [...operand]
    .filter(([name]) => name !== '_id')
    .map(([name, spec]) => parseAccumulator(name, spec));
  return grouping((source) => key({ root: source, variables: {} }) ?? null, fields);
}

/** Groups documents by a computed key, in order of first appearance. */
export function grouping(keyOf: (source: Doc) => Value, fields: readonly Field[]): Stage {
  return function* (input) {
    const hold = memoryBudget('$group');
    const groups = new Map<string, { id: Value; accumulators: Accumulator[] }>();
    for (const source of input) {
      if (source === PAUSE) {
        yield source;
        continue;
      }
      const id = keyOf(source);
      const key = encodeKey(id).toString('latin1');
      let found = groups.get(key);
      if (!found) {
        hold(id);
        hold(key);
        found = { id, accumulators: fields.map(({ make }) => make(hold)) };
        groups.set(key, found);
      }
      for (let i = 0; i < fields.length; i++) {
        found.accumulators[i]?.add(fields[i]?.evaluate({ root: source, variables: {} }));
      }
    }
    for (const { id, accumulators } of groups.values()) {
      const result: Doc = new Map([['_id', id]]);
      for (let i = 0; i < fields.length; i++) result.set(fields[i]?.name ?? '', accumulators[i]?.result());
      yield result;
    }
  };
}
