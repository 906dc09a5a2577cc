import type { TopCondition } from '#schemas/condition.ts';
import { NamedCondition } from '#schemas/document.ts';
import { factDefinitions } from '#schemas/facts.ts';
import type { Profile } from '#schemas/profile.ts';
import { Rule } from '#schemas/rule.ts';
import type { RuleAnalysis, RuleAudience, RuleFinding } from '#schemas/rule-insight.ts';
import { analyzeRules } from '#server/domain/conditions/analyze.ts';
import type { Finding } from '#server/domain/conditions/analyze-types.ts';
import { reachOf } from '#server/domain/conditions/reach.ts';
import { soundnessFaults } from '#server/domain/conditions/soundness.ts';
import type { Evidence } from '#server/domain/decisions/evidence.ts';
import { buildFacts } from '#server/domain/decisions/facts.ts';
import { matchAll } from '#server/domain/decisions/matches.ts';
import type { DeclaredHistory } from '#server/domain/profiles/declared-history.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import { toAnalyzable } from '#server/domain/releases/warnings.ts';
import { estimateOf } from '#server/domain/statistics/share-interval.ts';
import type { Clock } from '#server/platform/clock.ts';
import { pointer, problem } from '#server/platform/problems.ts';
import type { ProfileStore } from '#server/stores/profiles.ts';
import { countAudience, type Seen } from './audience.ts';
import { countedAnew } from './counted-anew.ts';

type Dependencies = {
  profiles: Pick<ProfileStore, 'count' | 'sample'>;
  /** The bodies of one kind as they are drafted, else in force, in order of publication. */
  bodiesOf: (kind: 'rule' | 'condition') => Promise<readonly unknown[]>;
  release: () => CompiledRelease;
  evidence: () => Evidence;
  /** Profiles with everything counted that is declared, from their events where it was not yet. */
  countNow: (profiles: readonly Profile[], declared: DeclaredHistory) => Promise<Profile[]>;
  clock: Clock;
};

/** Enough for a share that is off by little more than two points at most, nineteen times out of twenty. */
const SAMPLE = 2000;
/** Of those whose events must be read first: off by four points and a half at most, nineteen times out of twenty. */
const SAMPLE_BY_EVENTS = 500;
/** Customers whose events are read at once. */
const BATCH = 25;

const everyone = 'all customers';
const chosen = 'drawn at random';
const byEvents = 'what the draft counts anew was counted from their events';

/** What a count looks at: one time, and everything that is counted. */
type Moment = { history: CompiledRelease['history']; at: Date };

type Valid<T> = { safeParse: (value: unknown) => { success: true; data: T } | { success: false } };

const validOf = <T>(schema: Valid<T>, bodies: readonly unknown[]): T[] =>
  bodies.flatMap((body) => {
    const parsed = schema.safeParse(body);
    return parsed.success ? [parsed.data] : [];
  });

/** The others as they are, and this one in its place, or last if it is new. */
const withRule = (rule: Rule, others: readonly Rule[]): Rule[] =>
  others.some(({ key }) => key === rule.key)
    ? others.map((other) => (other.key === rule.key ? rule : other))
    : [...others, rule];

/** A finding as the editor of one of its rules sees it: the path leads into that rule or nowhere. */
const seenFrom = (key: string, { rule, otherRule, path, ...finding }: Finding): RuleFinding => {
  const other = rule === key ? otherRule : rule;
  return {
    ...finding,
    ...(rule === key && path !== undefined && { path }),
    ...(other !== undefined && { otherRule: other }),
  };
};

const requireSound = (rule: Rule, conditions: Readonly<Record<string, TopCondition>>): void => {
  const faults = soundnessFaults(rule.conditions, { conditions });
  if (faults.length === 0) return;
  throw problem('invalid-request', {
    detail: 'The conditions cannot be evaluated.',
    errors: faults.map(({ path, message }) => ({
      path: `/rule/conditions${pointer(path)}`,
      message,
    })),
  });
};

/** One piece of work after the other. */
const createQueue = () => {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
};

/** What a rule would do, told while it is written. */
export const ruleInsightService = (dependencies: Dependencies) => {
  const { profiles, bodiesOf, release, evidence, countNow, clock } = dependencies;
  const inTurn = createQueue();

  const namedConditions = async (): Promise<Record<string, TopCondition>> =>
    Object.fromEntries(
      validOf(NamedCondition, await bodiesOf('condition')).map(({ key, conditions }) => [key, conditions]),
    );

  /** As a decision would see the customer now, were its request to say nothing. */
  const see = async (profile: Profile, { history, at }: Moment): Promise<Seen> => {
    const now = { release: { ...release(), history }, evidence: evidence(), at };
    const facts = buildFacts({ ...now, profile, identity: profile.id, context: {} });
    const matches = await matchAll({ ...now, facts, profile, subject: profile.subject });
    return { facts: matches.facts, isWithheld: matches.gate.state !== 'open' };
  };

  async function* sampled(size: number, counted: DeclaredHistory | null): AsyncGenerator<Profile> {
    if (counted === null) return yield* profiles.sample(size);
    let batch: Profile[] = [];
    for await (const profile of profiles.sample(size)) {
      batch.push(profile);
      if (batch.length < BATCH) continue;
      yield* await countNow(batch, counted);
      batch = [];
    }
    yield* await countNow(batch, counted);
  }

  return {
    /** What is noteworthy about the rule beside all others that are in force, as they are drafted. */
    analysis: async (rule: Rule): Promise<RuleAnalysis> => {
      const [bodies, conditions] = await Promise.all([bodiesOf('rule'), namedConditions()]);
      const active = validOf(Rule, bodies).filter(({ key, enabled }) => enabled || key === rule.key);
      const rules = withRule(rule, active).map(toAnalyzable);
      const options = { dictionary: factDefinitions, conditions, only: new Set([rule.key]) };
      return { findings: analyzeRules(rules, options).map((finding) => seenFrom(rule.key, finding)) };
    },

    /**
     * Whom the rule would reach now among a sample of customers; null once nobody waits for the answer. One sample is
     * counted at a time, so that decisions never wait for many.
     * @throws ProblemError 'invalid-request' for conditions that cannot be evaluated
     */
    audience: async (rule: Rule, signal: AbortSignal): Promise<RuleAudience | null> => {
      const conditions = await namedConditions();
      requireSound(rule, conditions);
      const reach = reachOf(rule.conditions, { conditions, isKnown: (fact) => fact !== 'context' });
      return inTurn(async () => {
        if (signal.aborted) return null;
        const counted = countedAnew(rule, conditions, release().history);
        const size = counted === null ? SAMPLE : SAMPLE_BY_EVENTS;
        const moment = { history: { uses: [], ...(counted ?? release().history) }, at: clock() };
        const population = await profiles.count();
        const counts = await countAudience({
          profiles: sampled(size, counted),
          reach,
          see: (profile) => see(profile, moment),
          signal,
        });
        if (counts === null) return null;
        const unjudged = reach.unjudged.map(({ path, text }) => ({ path: ['conditions', ...path], text }));
        const among = counts.sample < population ? chosen : everyone;
        const estimate = estimateOf({ ...counts, population });
        const sampledBy = counted === null ? among : `${among}; ${byEvents}`;
        return { population, sampledBy, estimate, unjudged, ...counts };
      });
    },
  };
};

export type RuleInsightService = ReturnType<typeof ruleInsightService>;
