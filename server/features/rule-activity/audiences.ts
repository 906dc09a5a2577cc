import { setImmediate } from 'node:timers/promises';
import type { TopCondition } from '#schemas/condition.ts';
import { NamedCondition } from '#schemas/document.ts';
import type { Profile } from '#schemas/profile.ts';
import { Rule } from '#schemas/rule.ts';
import type { RuleAudiences } from '#schemas/rule-activity.ts';
import { type Reach, reachOf } from '#server/domain/conditions/reach.ts';
import { soundnessFaults } from '#server/domain/conditions/soundness.ts';
import type { Facts } from '#server/domain/conditions/types.ts';

/** Customers after which decisions get a turn. */
const BREATH = 10;

type Bodies = { rules: readonly unknown[]; conditions: readonly unknown[] };
type Reached = { rule: string; reach: Reach; matching: number };

const isReached = ({ steps }: Reach, facts: Facts): boolean =>
  steps.every((step) => step.missing(facts).length === 0);

const reachesOf = (bodies: Bodies): Reached[] => {
  const conditions: Record<string, TopCondition> = {};
  for (const body of bodies.conditions) {
    const named = NamedCondition.safeParse(body);
    if (named.success) conditions[named.data.key] = named.data.conditions;
  }
  return bodies.rules.flatMap((body) => {
    const { data: rule } = Rule.safeParse(body);
    // a draft that is being written may be anything
    if (rule === undefined || soundnessFaults(rule.conditions, { conditions }).length > 0) return [];
    const reach = reachOf(rule.conditions, { conditions, isKnown: (fact) => fact !== 'context' });
    return [{ rule: rule.key, reach, matching: 0 }];
  });
};

/**
 * Counts whom each rule reaches in one reading of the customers, and lets others have their turn in between.
 * @example (await countAudiences({ bodies, profiles, factsOf })).rules[0] // { rule: 'vip-hero', matching: 42, unjudged: false }
 */
export const countAudiences = async ({
  bodies,
  profiles,
  factsOf,
}: {
  bodies: Bodies;
  profiles: AsyncIterable<Profile>;
  factsOf: (profile: Profile) => Promise<Facts>;
}): Promise<Pick<RuleAudiences, 'sample' | 'rules'>> => {
  const reached = reachesOf(bodies);
  let sample = 0;
  for await (const profile of profiles) {
    const facts = await factsOf(profile);
    for (const one of reached) if (isReached(one.reach, facts)) one.matching += 1;
    if (++sample % BREATH === 0) await setImmediate();
  }
  return {
    sample,
    rules: reached.map(({ rule, matching, reach }) => ({
      rule,
      matching,
      unjudged: reach.unjudged.length > 0,
    })),
  };
};
