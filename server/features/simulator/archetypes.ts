import { setImmediate } from 'node:timers/promises';
import type { Archetype, Archetypes } from '#schemas/archetype.ts';
import type { TopCondition } from '#schemas/condition.ts';
import type { Profile } from '#schemas/profile.ts';
import { compileRules } from '#server/domain/conditions/compile.ts';
import { matchRules } from '#server/domain/conditions/match.ts';
import type { Evidence } from '#server/domain/decisions/evidence.ts';
import { buildFacts } from '#server/domain/decisions/facts.ts';
import { matchAll } from '#server/domain/decisions/matches.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import type { ProfileStore } from '#server/stores/profiles.ts';

type Kind = Pick<Archetype, 'key' | 'name' | 'about' | 'conditions' | 'suppose'>;
type Typical = Kind & { conditions: TopCondition };

/** Customers that are looked at; enough to find one of any sort that is not rare. */
const SAMPLE = 500;
/** Customers after which decisions get a turn. */
const BREATH = 10;

const counter = (name: string, operator: string, value: number) => ({
  fact: 'profile',
  path: `$.counters.${name}`,
  operator,
  value,
});
const supposing = (counters: Record<string, number>) => ({ profile: { counters } });

/** Sorts of customers that every shop has. */
const typical: readonly Typical[] = [
  {
    key: 'new-visitor',
    name: 'New visitor',
    about: 'at most one visit and no order',
    conditions: {
      all: [counter('sessions', 'lessThanInclusive', 1), counter('orders', 'lessThanInclusive', 0)],
    },
    suppose: supposing({ sessions: 1, orders: 0 }),
  },
  {
    key: 'browser',
    name: 'Returning visitor',
    about: 'three visits or more and no order',
    conditions: {
      all: [counter('sessions', 'greaterThanInclusive', 3), counter('orders', 'lessThanInclusive', 0)],
    },
    suppose: supposing({ sessions: 5, orders: 0 }),
  },
  {
    key: 'first-time-buyer',
    name: 'First-time buyer',
    about: 'exactly one order, in the last 30 days',
    conditions: {
      all: [counter('orders', 'equal', 1), counter('days_since_last_order', 'lessThanInclusive', 30)],
    },
    suppose: supposing({ sessions: 3, orders: 1, days_since_last_order: 3 }),
  },
  {
    key: 'loyal',
    name: 'Loyal customer',
    about: 'three orders or more, the last within 60 days',
    conditions: {
      all: [
        counter('orders', 'greaterThanInclusive', 3),
        counter('days_since_last_order', 'lessThanInclusive', 60),
      ],
    },
    suppose: supposing({ sessions: 20, orders: 6, days_since_last_order: 10 }),
  },
  {
    key: 'lapsed',
    name: 'Lapsed customer',
    about: 'has ordered, but not in the last 60 days',
    conditions: {
      all: [
        counter('orders', 'greaterThanInclusive', 1),
        counter('days_since_last_order', 'greaterThan', 60),
      ],
    },
    suppose: supposing({ sessions: 4, orders: 2, days_since_last_order: 90 }),
  },
];

const ofSegments = ({ segments }: CompiledRelease): Kind[] =>
  segments.items.map(({ key, name }) => ({
    key: `segment-${key}`,
    name: `Segment: ${name}`,
    about: `in the segment ${key}`,
    conditions: null,
    suppose: { profile: { segments: [key] } },
  }));

const prefix = 'customer_id:';
const customerIdOf = ({ identities }: Profile): string | null =>
  identities.find((identity) => identity.startsWith(prefix))?.slice(prefix.length) ?? null;

type Input = {
  profiles: Pick<ProfileStore, 'count' | 'sample'>;
  release: CompiledRelease;
  evidence: Evidence;
  at: Date;
};

/**
 * Who there is: the typical sorts and the release's segments, each with its share of a sample of real customers and
 * one of them. Whoever gets nothing but defaults is of no use as an example of a segment, and is in none.
 * @example (await countArchetypes({ profiles, release, evidence, at })).archetypes[0]?.name // 'New visitor'
 */
export const countArchetypes = async ({ profiles, ...now }: Input): Promise<Archetypes> => {
  const kinds = [...typical, ...ofSegments(now.release)];
  const found = new Map(
    kinds.map(({ key }) => [key, { customers: 0, example: null as string | null, seen: 0 }]),
  );
  const compiled = compileRules(typical, {});
  const population = await profiles.count();
  let sample = 0;
  for await (const profile of profiles.sample(SAMPLE)) {
    const facts = buildFacts({ ...now, profile, identity: profile.id, context: {} });
    const { segments } = await matchAll({ ...now, facts, profile, subject: profile.subject });
    const keys = [
      ...matchRules(compiled, facts).map((index) => typical[index]!.key),
      ...segments.map((segment) => `segment-${segment}`),
    ];
    const [id, seen] = [customerIdOf(profile), profile.lastSeenAt.getTime()];
    for (const kind of keys.flatMap((key) => found.get(key) ?? [])) {
      kind.customers += 1;
      if (id === null || seen <= kind.seen) continue;
      kind.example = id;
      kind.seen = seen;
    }
    if (++sample % BREATH === 0) await setImmediate();
  }
  const archetypes = kinds.map((kind) => {
    const { customers, example } = found.get(kind.key)!;
    return { ...kind, customers, example };
  });
  return { sample, population, archetypes };
};
