import type { FactDefinition } from '#schemas/facts.ts';
import { exampleHistory } from './analyze-history.ts';
import type { SlotRow } from './analyze-rows.ts';
import { type SlotKnowledge, valuesFor } from './analyze-values.ts';
import { findFact } from './dictionary.ts';
import type { Literal } from './normal-form.ts';
import { findComparison, readsTime } from './operators.ts';
import type { PathSegment } from './path.ts';
import { NOW, readerOf, readNow, type Slot, slotName, slotOf } from './slots.ts';
import { isFactReference } from './soundness.ts';
import type { Facts } from './types.ts';

/** The time of an example, where nothing says another. */
const EXAMPLE_NOW = '2026-01-01T12:00:00.000Z';

/** A slot of the example, and all that is asked of it. */
type Wish = { slot: Slot; literals: Literal[] };

const referenced = ({ operator, value }: Literal): Slot[] => [
  ...(isFactReference(value) ? [slotOf(value)] : []),
  ...(readsTime(operator) ? [slotOf(NOW)] : []),
];

const isDependent = ({ literals }: Wish): boolean =>
  literals.some((literal) => referenced(literal).length > 0);

/** Every slot that the row asks about or reads, those that depend on others last. */
const wishesOf = ({ bySlot }: SlotRow): Wish[] => {
  const wishes = new Map<string, Wish>();
  const wishAt = (slot: Slot): Wish => {
    const name = slotName(slot);
    const known = wishes.get(name) ?? { slot, literals: [] };
    wishes.set(name, known);
    return known;
  };
  for (const literal of [...bySlot.values()].flat()) {
    wishAt(slotOf(literal.at)).literals.push(literal);
    for (const slot of referenced(literal)) wishAt(slot);
  }
  return [...wishes.values()].sort((a, b) => Number(isDependent(a)) - Number(isDependent(b)));
};

/** Sets a property of its own, whatever its name; false where that cannot be, as of a list's length. */
const own = (object: object, key: PathSegment, value: unknown): boolean =>
  Reflect.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });

/** False where something else is in the way already. */
const put = (facts: object, { fact, steps, query }: Slot, value: unknown): boolean => {
  if (value === undefined) return true;
  // what a path with wildcards or filters reads cannot be written back through it
  if (query !== undefined) return false;
  const path: PathSegment[] = [fact, ...steps];
  let inside = facts;
  for (const [index, step] of path.slice(0, -1).entries()) {
    if (!Object.hasOwn(inside, step)) own(inside, step, typeof path[index + 1] === 'number' ? [] : {});
    const next = (inside as Record<PathSegment, unknown>)[step];
    if (typeof next !== 'object' || next === null) return false;
    inside = next;
  }
  return own(inside, path.at(-1)!, value);
};

/** What is compared with a value from another fact is compared with what that has become. */
const resolved = (literal: Literal, facts: Facts): Literal =>
  isFactReference(literal.value) ? { ...literal, value: readerOf(slotOf(literal.value))(facts) } : literal;

const knowledgeOf = ({ fact, steps }: Slot, dictionary: readonly FactDefinition[]): SlotKnowledge => {
  const path = [fact, ...steps].join('.');
  const definition = dictionary.find((each) => each.path === path);
  if (definition !== undefined) return definition;
  const type = findFact(dictionary, { fact, path: steps.join('.') })?.type;
  return type === undefined ? {} : { type };
};

const isNow = (slot: Slot): boolean => slotName(slot) === slotName(slotOf(NOW));

function* valuesAt(slot: Slot, literals: readonly Literal[], known: SlotKnowledge, now: unknown) {
  if (isNow(slot)) yield EXAMPLE_NOW;
  const history = exampleHistory(literals);
  if (history !== null) yield history;
  yield* valuesFor(literals, known);
  // what is to be recent may be of this moment
  yield now;
}

const choose = ({ slot, literals }: Wish, facts: Facts, known: SlotKnowledge): { value: unknown } | null => {
  const now = readNow(facts);
  const asked = literals.map((literal) => resolved(literal, facts));
  const tests = asked.map(({ operator, value, negated }) => {
    const compare = findComparison(operator)!;
    return (actual: unknown): boolean => compare(actual, value, now) !== negated;
  });
  for (const value of valuesAt(slot, asked, known, now))
    if (tests.every((test) => test(value))) return { value };
  return null;
};

/**
 * Facts that meet all comparisons of the row, or null when none were found: then there may be some all the same. Of
 * slots inside each other the result may not be right, so ask the matcher.
 * @example exampleFor(row, factDefinitions) // { profile: { counters: { orders: 4 } } }
 */
export const exampleFor = (row: SlotRow, dictionary: readonly FactDefinition[]): Facts | null => {
  const facts: Record<string, unknown> = {};
  for (const wish of wishesOf(row)) {
    const chosen = choose(wish, facts, knowledgeOf(wish.slot, dictionary));
    if (chosen === null || !put(facts, wish.slot, chosen.value)) return null;
  }
  return facts;
};
