import { expect, test } from 'vitest';
import type { DecisionRecord } from '#schemas/decision-record.ts';
import { fnv1a32 } from '#server/domain/assignment/hash.ts';
import { decide } from '#server/domain/decisions/decide.ts';
import { matchAll } from '#server/domain/decisions/matches.ts';
import { redecide } from '#server/domain/decisions/replay.ts';
import { placementValue } from '#server/domain/decisions/replay-value.ts';
import { seededRandom } from '#server/domain/random.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import { recordOf } from '#server/features/experience/record.ts';
import {
  conversions,
  evidenceOf,
  experiment,
  fact,
  inputOf,
  profileOf,
  proportion,
  releaseOf,
  rule,
} from './shop.ts';

const CUSTOMERS = 4000;
/** Standard errors that an estimate may be off: 1 in 16,000 by chance. */
const FAR = 4;

/** How likely each variant converts, on a phone and elsewhere. */
const success: Record<string, readonly [mobile: number, desktop: number]> = {
  'hero-a': [0.1, 0.3],
  'hero-b': [0.4, 0.15],
  'hero-c': [0.2, 0.2],
};
const evidence = evidenceOf({
  'hero-a': conversions(200, 40),
  'hero-b': conversions(200, 50),
  'hero-c': conversions(200, 42),
});
const draws = { policy: 'epsilon_greedy' };
const explores = { exploration_floor: 0.5 };
const pinOnMobile = rule('mobile', [{ type: 'pin', placement: 'hero_banner', variant: 'hero-b' }], {
  conditions: { all: [fact('context', '$.device', 'equal', 'mobile')] },
});
const banner = experiment('banner', { coverage: 0.6 });

const deviceOf = (customer: number): 'mobile' | 'desktop' => (customer % 2 === 0 ? 'mobile' : 'desktop');

const input = (release: CompiledRelease, customer: number) => {
  const id = `customer_id:${customer}`;
  return inputOf({
    release,
    evidence,
    profile: profileOf({ id, identities: [id], subject: String(customer) }),
    context: { device: deviceOf(customer) },
    experienceId: `experience-${customer}`,
  });
};

const recorded = async (release: CompiledRelease, customer: number): Promise<DecisionRecord> => {
  const made = input(release, customer);
  const matches = await matchAll(made);
  const decision = decide({ ...made, matches });
  const request = { ...made.request, context: {} };
  return recordOf({ ...made, request, decision, matches, profileId: made.profile!.id, held: undefined });
};

/** What a release really brings: over its own draws, and over everybody's buckets. */
const truthOf = async (release: CompiledRelease): Promise<number> => {
  let sum = 0;
  for (let customer = 0; customer < CUSTOMERS; customer += 1) {
    const made = input(release, customer);
    const [hero] = decide({
      ...made,
      seed: fnv1a32(`other/${customer}`),
      matches: await matchAll(made),
    }).elements;
    const device = deviceOf(customer) === 'mobile' ? 0 : 1;
    for (const { variant, probability } of hero!.candidates) sum += probability * success[variant]![device];
  }
  return sum / CUSTOMERS;
};

const source = releaseOf({ documents: [banner], hero: draws, preferences: explores });

test.each<[string, CompiledRelease]>([
  [
    'a rule that pins for some',
    releaseOf({ documents: [banner, pinOnMobile], hero: draws, preferences: explores }),
  ],
  ['the end of an experiment', releaseOf({ hero: draws, preferences: explores })],
  [
    'less exploration',
    releaseOf({ documents: [banner], hero: draws, preferences: { exploration_floor: 0.1 } }),
  ],
])('the estimated value of %s is what it really brings', async (_name, target) => {
  const random = seededRandom(7);
  const value = placementValue([proportion]);
  for (let customer = 0; customer < CUSTOMERS; customer += 1) {
    const record = await recorded(source, customer);
    const [before] = record.elements;
    const rate = success[before!.variant]![deviceOf(customer) === 'mobile' ? 0 : 1];
    const rewards = { conversion: Number(random() < rate) };
    const [after] = (await redecide({ record, release: target, evidence })).choices.elements;
    value.add({
      unit: record.profileId,
      before: before!,
      after: after!,
      rewards,
      outcomes: evidence.outcomes,
    });
  }
  const { report } = value.values()[0]!;
  if (report.state === 'refused') return expect.unreachable(report.reason);
  const truth = await truthOf(target);
  for (const method of ['ips', 'snips', 'doublyRobust'] as const) {
    const { value: found, interval } = report[method].value;
    // an interval of 95% reaches 1.96 standard errors
    const standardError = (interval[1] - found) / 1.96;
    expect(Math.abs(found - truth), method).toBeLessThan(FAR * standardError);
  }
  // it tells something: the truth lies far from what was recorded, or the interval is narrow
  return expect(report.doublyRobust.value.interval[1] - report.doublyRobust.value.value).toBeLessThan(0.05);
});
