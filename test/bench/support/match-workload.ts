import type { Condition, TopCondition } from '#schemas/condition.ts';
import type { MatchableRule } from '#server/domain/conditions/types.ts';
import { seededRandom } from '#server/domain/random.ts';

type Random = () => number;
type Slot = { fact: string; name: string; draw: (random: Random) => unknown };

const pick = <Item>(random: Random, items: readonly Item[]): Item =>
  items[Math.floor(random() * items.length)]!;
const integer = (random: Random, below: number): number => Math.floor(random() * below);

const texts = Array.from({ length: 12 }, (_, i) => `value-${i}`);
const factNames = ['profile', 'session', 'context', 'cart', 'time'];

/** 31 facts: 14 numbers, 12 texts, 5 lists, spread over the five top-level facts. */
const slots: Slot[] = Array.from({ length: 31 }, (_, i) => {
  const fact = factNames[i % factNames.length]!;
  if (i < 14) return { fact, name: `number${i}`, draw: (random) => integer(random, 100) };
  if (i < 26) return { fact, name: `text${i}`, draw: (random) => pick(random, texts) };
  return { fact, name: `list${i}`, draw: (random) => texts.filter(() => random() < 0.25) };
});

const leaf = (random: Random): Condition => {
  const { fact, name } = pick(random, slots);
  const at = { fact, path: `$.${name}` };
  if (name.startsWith('number')) {
    const operator = pick(random, ['lessThan', 'greaterThan', 'greaterThanInclusive', 'lessThanInclusive']);
    return { ...at, operator, value: integer(random, 100) };
  }
  if (name.startsWith('list')) return { ...at, operator: 'contains', value: pick(random, texts) };
  return random() < 0.5
    ? { ...at, operator: 'equal', value: pick(random, texts) }
    : { ...at, operator: 'in', value: texts.filter(() => random() < 0.3) };
};

const leaves = (random: Random, count: number): Condition[] =>
  Array.from({ length: count }, () => leaf(random));

/** About 4.5 comparisons: some of them in an any, some in a not, all of them in an all. */
const conditions = (random: Random): TopCondition => ({
  all: [...leaves(random, 2), { any: leaves(random, 2) }, ...(random() < 0.5 ? [{ not: leaf(random) }] : [])],
});

export type Workload = { rules: MatchableRule[]; facts: Record<string, Record<string, unknown>>[] };

/** The same rules and facts for the same count, on every machine. */
export const createWorkload = (ruleCount: number, factCount: number): Workload => {
  const random = seededRandom(ruleCount);
  const rules = Array.from({ length: ruleCount }, (_, i) => ({
    key: `rule-${i}`,
    priority: 1 + integer(random, 5),
    conditions: conditions(random),
  }));
  const facts = Array.from({ length: factCount }, () => {
    const drawn: Record<string, Record<string, unknown>> = {};
    for (const { fact, name, draw } of slots) drawn[fact] = { ...drawn[fact], [name]: draw(random) };
    return drawn;
  });
  return { rules, facts };
};
