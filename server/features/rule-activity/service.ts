import type { Profile } from '#schemas/profile.ts';
import type { RuleActivity, RuleAudiences } from '#schemas/rule-activity.ts';
import type { Facts } from '#server/domain/conditions/types.ts';
import type { Evidence } from '#server/domain/decisions/evidence.ts';
import { buildFacts } from '#server/domain/decisions/facts.ts';
import { matchAll } from '#server/domain/decisions/matches.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import type { Clock } from '#server/platform/clock.ts';
import type { ProfileStore } from '#server/stores/profiles.ts';
import type { RuleMatchStore } from '#server/stores/rule-matches.ts';
import { countAudiences } from './audiences.ts';
import { hourOf } from './count-matches.ts';

type Dependencies = {
  matches: Pick<RuleMatchStore, 'since'>;
  profiles: Pick<ProfileStore, 'count' | 'sample'>;
  countDecisionsSince: (since: Date) => Promise<number>;
  /** The bodies of one kind as they are drafted, else in force. */
  bodiesOf: (kind: 'rule' | 'condition') => Promise<readonly unknown[]>;
  release: () => CompiledRelease;
  evidence: () => Evidence;
  clock: Clock;
};

const HOURS = 24;
const HOUR = 3_600_000;
/** A list needs no exact share: this is off by three points at most, nineteen times out of twenty. */
const SAMPLE = 1000;
/** How long the same rules are not counted again. */
const FRESH = 600_000;

type Counted = { question: string; at: number; answer: Promise<RuleAudiences> };

/** What rules did, and whom they reach, told for all of them at once. */
export const ruleActivityService = (dependencies: Dependencies) => {
  const { matches, profiles, countDecisionsSince, bodiesOf, release, evidence, clock } = dependencies;
  let counted: Counted | undefined;

  /** As a decision would see the customer now, were its request to say nothing. */
  const factsOf = async (profile: Profile, at: Date): Promise<Facts> => {
    const now = { release: release(), evidence: evidence(), at };
    const facts = buildFacts({ ...now, profile, identity: profile.id, context: {} });
    return (await matchAll({ ...now, facts, profile, subject: profile.subject })).facts;
  };

  const count = async (rules: readonly unknown[], conditions: readonly unknown[]): Promise<RuleAudiences> => {
    const at = clock();
    const population = await profiles.count();
    const bodies = { rules, conditions };
    const told = await countAudiences({
      bodies,
      profiles: profiles.sample(SAMPLE),
      factsOf: (profile) => factsOf(profile, at),
    });
    return { ...told, population, at: at.toISOString() };
  };

  return {
    /** Matches in decisions of the last 24 hours, the hour that has begun included. */
    activity: async (): Promise<RuleActivity> => {
      const from = new Date(hourOf(clock()).getTime() - (HOURS - 1) * HOUR);
      const [found, decisions] = await Promise.all([matches.since(from), countDecisionsSince(from)]);
      const rules = new Map<string, RuleActivity['rules'][number]>();
      for (const { rule, hour, matches: times } of found) {
        const known = rules.get(rule) ?? { rule, total: 0, hourly: new Array<number>(HOURS).fill(0) };
        const index = (hour.getTime() - from.getTime()) / HOUR;
        // a clock that is ahead writes into an hour to come
        if (index < HOURS) known.hourly[index]! += times;
        known.total += index < HOURS ? times : 0;
        rules.set(rule, known);
      }
      return { from: from.toISOString(), decisions, rules: [...rules.values()] };
    },

    /** Whom each rule reaches in a sample; the same rules under the same release are counted once in ten minutes. */
    audiences: async (): Promise<RuleAudiences> => {
      const [rules, conditions] = await Promise.all([bodiesOf('rule'), bodiesOf('condition')]);
      const question = JSON.stringify([release().number, rules, conditions]);
      const now = clock().getTime();
      if (counted?.question === question && now - counted.at < FRESH) return counted.answer;
      const fresh: Counted = { question, at: now, answer: count(rules, conditions) };
      counted = fresh;
      fresh.answer.catch(() => {
        if (counted === fresh) counted = undefined;
      });
      return fresh.answer;
    },
  };
};

export type RuleActivityService = ReturnType<typeof ruleActivityService>;
