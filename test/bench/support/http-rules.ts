import { seededRandom } from '#server/domain/random.ts';
import type { SourceDocument } from '#server/domain/releases/types.ts';

type Random = () => number;

const pick = <Item>(random: Random, items: readonly Item[]): Item =>
  items[Math.floor(random() * items.length)]!;
const whole = (random: Random, below: number): number => Math.floor(random() * below);

/** Comparisons of facts that every decision has, each true about half of the time. */
const comparisons: ((random: Random) => object)[] = [
  (random) => ({
    fact: 'profile',
    path: '$.counters.sessions',
    operator: 'greaterThan',
    value: whole(random, 2),
  }),
  (random) => ({
    fact: 'profile',
    path: '$.engagement.score',
    operator: 'lessThan',
    value: whole(random, 100),
  }),
  (random) => ({
    fact: 'profile',
    path: '$.traits.plan',
    operator: 'in',
    value: pick(random, [['gold'], ['gold', 'silver'], ['none']]),
  }),
  (random) => ({
    fact: 'context',
    path: '$.device',
    operator: 'equal',
    value: pick(random, ['mobile', 'desktop']),
  }),
  (random) => ({
    fact: 'context',
    path: '$.locale',
    operator: 'in',
    value: pick(random, [['en', 'de'], ['fr']]),
  }),
  (random) => ({
    fact: 'time',
    path: '$.hour',
    operator: 'lessThanInclusive',
    value: whole(random, 24),
  }),
  (random) => ({
    fact: 'cart',
    path: '$.item_count',
    operator: 'greaterThanInclusive',
    value: whole(random, 2),
  }),
];

/** Comparisons of different facts, since a rule that can never hold is refused. */
const someOf = (random: Random): (() => object) => {
  const left = [...comparisons];
  return () => left.splice(whole(random, left.length), 1)[0]!(random);
};

const conditions = (random: Random): object => {
  const next = someOf(random);
  return {
    all: [next(), next(), { any: [next(), next()] }, ...(random() < 0.5 ? [{ not: next() }] : [])],
  };
};

/** So many rules of about 4.5 comparisons, each boosting one of the variants a little. The same at every call. */
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
