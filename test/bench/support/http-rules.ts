import { seededRandom } from '#server/domain/random.ts';
import type { SourceDocument } from '#server/domain/releases/types.ts';

type Random = () => number;

const pick = <Item>(random: Random, items: readonly Item[]): Item =>
  items[Math.floor(random() * items.length)]!;
const whole = (random: Random, below: number): number => Math.floor(random() * below);

const spans = (...ends: [number, number][]): unknown[] => ends;

/** Facts that every decision has, and three parts of their values, of which one holds. */
const thirds: [fact: string, path: string, operator: string, parts: unknown[]][] = [
  ['profile', '$.counters.sessions', 'between', spans([0, 2], [3, 9], [10, 99])],
  ['profile', '$.engagement.score', 'between', spans([0, 30], [31, 60], [61, 100])],
  ['profile', '$.traits.plan', 'equal', ['gold', 'silver', 'none']],
  ['context', '$.device', 'equal', ['mobile', 'desktop', 'tablet']],
  ['context', '$.locale', 'in', [['en', 'de'], ['fr'], ['it']]],
  ['time', '$.hour', 'between', spans([0, 7], [8, 15], [16, 23])],
  ['cart', '$.item_count', 'between', spans([0, 1], [2, 4], [5, 99])],
];

/** Comparisons of different facts, since a rule that can never hold is refused. */
const someOf = (random: Random): (() => object) => {
  const left = [...thirds];
  return () => {
    const [fact, path, operator, parts] = left.splice(whole(random, left.length), 1)[0]!;
    return { fact, path, operator, value: pick(random, parts) };
  };
};

const conditions = (random: Random): object => {
  const next = someOf(random);
  return {
    all: [next(), next(), { any: [next(), next()] }, ...(random() < 0.5 ? [{ not: next() }] : [])],
  };
};

/**
 * So many rules of about 4.5 comparisons, each boosting one of the variants a little. About one in twenty holds for a
 * customer. The same at every call.
 */
export const boostingRules = (
  count: number,
  variants: readonly { placement: string; variant: string }[],
): SourceDocument[] => {
  const random = seededRandom(count);
  return Array.from({ length: count }, (_, index) => ({
    kind: 'rule',
    body: {
      key: `bench-${index}`,
      name: `Bench ${index}`,
      priority: 1 + whole(random, 5),
      conditions: conditions(random),
      event: {
        type: 'personalize',
        params: { actions: [{ type: 'boost', ...pick(random, variants), by: 0.01 }] },
      },
    },
  }));
};
