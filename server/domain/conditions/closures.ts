import type { FactReference } from '#schemas/condition.ts';
import type { Matcher, RankedForm } from './matcher.ts';
import type { Literal, NormalForm } from './normal-form.ts';
import { findComparison } from './operators.ts';
import { predicateOf } from './predicate.ts';
import { createSlotReader } from './slot-reader.ts';
import { createPlaces, NOW } from './slots.ts';
import { isFactReference } from './soundness.ts';

/** A condition made into a function of the values in its slots, each at its place. */
export type Test = (values: readonly unknown[]) => boolean;
type PlaceOf = (at: FactReference, side?: 'value') => number;

/** A comparison with a written value needs only the fact; others need another fact, or the time, too. */
const literalTest = ({ at, operator, value, negated, compare: custom }: Literal, placeOf: PlaceOf): Test => {
  const place = placeOf(at);
  const holds = custom === undefined ? predicateOf(operator, value) : null;
  if (holds !== null && !isFactReference(value))
    return negated ? (values) => !holds(values[place]) : (values) => holds(values[place]);
  const compare = custom ?? findComparison(operator)!;
  const now = placeOf(NOW);
  if (!isFactReference(value)) return (values) => compare(values[place], value, values[now]) !== negated;
  const other = placeOf(value, 'value');
  return (values) => compare(values[place], values[other], values[now]) !== negated;
};

const everyOf =
  (tests: readonly Test[]): Test =>
  (values) => {
    for (let i = 0; i < tests.length; i++) if (!tests[i]!(values)) return false;
    return true;
  };

const someOf =
  (tests: readonly Test[]): Test =>
  (values) => {
    for (let i = 0; i < tests.length; i++) if (tests[i]!(values)) return true;
    return false;
  };

/** How often comparisons tend to hold, roughly; the others about every second time. */
const usual: Readonly<Record<string, number>> = {
  equal: 0.1,
  notEqual: 0.9,
  in: 0.3,
  notIn: 0.7,
  contains: 0.3,
};

const likelihood = (form: NormalForm): number => {
  if (form.kind === 'literal') {
    const holds = usual[form.operator] ?? 0.5;
    return form.negated ? 1 - holds : holds;
  }
  const parts = form.parts.map(likelihood);
  return form.kind === 'all'
    ? parts.reduce((product, part) => product * part, 1)
    : 1 - parts.reduce((product, part) => product * (1 - part), 1);
};

/** The parts that tend to decide first: evaluation has no effects, so any order gives the same answer. */
const byDecisiveness = ({ kind, parts }: Exclude<NormalForm, Literal>): NormalForm[] => {
  const side = kind === 'all' ? 1 : -1;
  return parts.toSorted((a, b) => side * (likelihood(a) - likelihood(b)));
};

/**
 * A normal form as a function of the values in its slots. `placeOf` says where each slot's value is.
 * @example testOf(form, places.placeOf)(createSlotReader(places.slots)(facts)) // true
 */
export const testOf = (form: NormalForm, placeOf: PlaceOf): Test => {
  if (form.kind === 'literal') return literalTest(form, placeOf);
  const tests = byDecisiveness(form).map((part) => testOf(part, placeOf));
  return form.kind === 'all' ? everyOf(tests) : someOf(tests);
};

/** Matches few rules: every slot is read once, and then one function a rule is called, in order. */
export const createClosures = (forms: readonly RankedForm[]): Matcher => {
  const places = createPlaces();
  const tests = forms.map(({ form }) => testOf(form, places.placeOf));
  const rules = forms.map(({ rule }) => rule);
  const read = createSlotReader(places.slots);
  return (facts) => {
    const values = read(facts);
    const matches: number[] = [];
    for (let i = 0; i < tests.length; i++) if (tests[i]!(values)) matches.push(rules[i]!);
    return matches;
  };
};
