import { describe, expect, test } from 'vitest';
import type { DecisionRecord } from '#schemas/decision-record.ts';
import type { StoredEvent } from '#schemas/event.ts';
import { decide } from '#server/domain/decisions/decide.ts';
import { matchAll } from '#server/domain/decisions/matches.ts';
import { redecide } from '#server/domain/decisions/replay.ts';
import { countedFor, mayComeOf, newCapsOf, showingsToAsk } from '#server/domain/decisions/replay-caps.ts';
import { rebuildKnown } from '#server/domain/decisions/replay-facts.ts';
import { needOf, planReplay } from '#server/domain/decisions/replay-needs.ts';
import { withCondensedHistory } from '#server/domain/profiles/condensed-history.ts';
import { emptyProfile } from '#server/domain/profiles/empty.ts';
import { foldEvents } from '#server/domain/profiles/fold.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import { recordOf } from '#server/features/experience/record.ts';
import { at, evidenceOf, fact, inputOf, journey, releaseOf, rule, uploaded, variant } from './shop.ts';

const hour = 3_600_000;
const hoursBefore = (hours: number): Date => new Date(at.getTime() - hours * hour);
const product = () => undefined;

let count = 0;
const event = (type: string, hours: number, more: Partial<StoredEvent> = {}): StoredEvent => ({
  messageId: `m${count++}`,
  identity: 'customer_id:42',
  profileId: 'customer_id:42',
  type,
  data: {},
  context: {},
  at: hoursBefore(hours),
  receivedAt: hoursBefore(hours),
  source: 'api',
  ...more,
});
const showing = (key: string, hours: number) =>
  event('variant_shown', hours, { data: { placement: 'hero_banner', variant: key } });
const history = [
  event('page_viewed', 30),
  event('page_viewed', 29),
  event('added_to_cart', 28, { data: { product_id: 'p1', quantity: 1 } }),
  showing('hero-d', 3),
  showing('hero-d', 2),
];
/** After the decision, or not yet there when it was made. */
const unseen = [event('page_viewed', -1), event('order_completed', 10, { receivedAt: hoursBefore(-2) })];

const profileUnder = ({ settings, metrics }: CompiledRelease) => {
  const start = emptyProfile({
    id: 'customer_id:42',
    identity: 'customer_id:42',
    subject: '42',
    at: history[0]!.at,
  });
  return foldEvents(start, history, { settings, metrics: [...metrics.values()], product }).profile;
};

const recordUnder = async (release: CompiledRelease): Promise<DecisionRecord> => {
  const input = inputOf({ release, profile: profileUnder(release) });
  const matches = await matchAll(input);
  const decision = decide({ ...input, matches });
  const request = { ...input.request, context: {} };
  return recordOf({ ...input, request, decision, matches, profileId: 'customer_id:42', held: undefined });
};

const pinWhen = (...conditions: ReturnType<typeof fact>[]) =>
  rule('pin', [{ type: 'pin', placement: 'hero_banner', variant: 'hero-b' }], {
    conditions: { all: conditions },
  });
const engaged = pinWhen(fact('profile', '$.engagement.score', 'greaterThan', 50));
const viewedOften = pinWhen(
  fact('profile', '$.history', 'performed', { event: 'page_viewed', atLeast: 2, within: '2d' }),
);
const capped = variant('hero-d', { frequencyCap: { max: 2, hours: 24 } });
const source = releaseOf();

const needIn = async (
  target: CompiledRelease,
  change: (record: DecisionRecord) => DecisionRecord = (r) => r,
) => {
  const record = change(await recordUnder(source));
  return needOf(record, planReplay({ target, source }), new Set());
};

describe('a release that reads', () => {
  test.each([
    ['what was recorded needs nothing', [engaged], {}, { state: 'nothing' }],
    [
      'counts that the other did not ask for needs them counted again',
      [viewedOften],
      {},
      { state: 'rebuild', sections: ['profile.history'] },
    ],
    [
      'engagement under other weights needs it rebuilt',
      [engaged],
      { engagement_weights: { page_viewed: 80 } },
      { state: 'rebuild', sections: ['profile.engagement'] },
    ],
    [
      'nothing of engagement does not mind other weights',
      [pinWhen(fact('context', '$.device', 'equal', 'mobile'))],
      { engagement_weights: { page_viewed: 80 } },
      { state: 'nothing' },
    ],
    [
      'the hour in another time zone needs it rebuilt',
      [pinWhen(fact('time', '$.hour', 'greaterThan', 9))],
      { time_zone: 'Asia/Tokyo' },
      { state: 'rebuild', sections: ['time'] },
    ],
    [
      'a journey that was not running cannot be replayed',
      [journey({ hero_banner: 'hero-b' })],
      {},
      { state: 'impossible', reason: 'the journey “welcome” was not running then' },
    ],
    [
      'stock that was not kept cannot be replayed',
      [variant('hero-d', { requiresStock: 'mug' })],
      {},
      { state: 'impossible', reason: 'the stock of “mug” was not kept then' },
    ],
  ])('%s', async (_name, documents, preferences, expected) => {
    expect(await needIn(releaseOf({ documents, preferences }))).toEqual(expected);
  });

  test('a fact that decisions did not record yet needs it rebuilt', async () => {
    const without = ({ facts, ...record }: DecisionRecord) => {
      const { engagement: _, ...profile } = facts.profile;
      return { ...record, facts: { ...facts, profile } };
    };
    expect(await needIn(releaseOf({ documents: [engaged] }), without)).toEqual({
      state: 'rebuild',
      sections: ['profile.engagement'],
    });
  });

  test('segments that were not recorded cannot be replayed, since no event tells them', async () => {
    const documents = [pinWhen(fact('profile', '$.segments', 'contains', 'loyal'))];
    const without = ({ facts, ...record }: DecisionRecord) => {
      const { segments: _, ...profile } = facts.profile;
      return { ...record, facts: { ...facts, profile } };
    };
    const release = releaseOf({ documents: [...documents, uploaded('loyal')] });
    expect(await needIn(release, without)).toMatchObject({ state: 'impossible' });
  });

  test('a cap on a variant that the decision did not look at needs the showings', async () => {
    const held = releaseOf({ preferences: { holdout_share: 1 } });
    const record = await recordUnder(held);
    const target = releaseOf({ documents: [capped] });
    const need = needOf(record, planReplay({ target, source: held }), new Set());
    expect(need).toEqual({ state: 'rebuild', sections: ['exposures'] });
  });
});

describe('rebuilt from events up to the time of the decision', () => {
  test('a fact is what the other release would have computed', async () => {
    const target = releaseOf({
      documents: [engaged],
      preferences: { engagement_weights: { page_viewed: 80 } },
    });
    const record = await recordUnder(source);
    const sections = ['profile.engagement'];
    const known = rebuildKnown({ record, sections, target, history: [...unseen, ...history], product })!;
    const wanted = inputOf({ release: target, profile: profileUnder(target) }).facts.profile['engagement'];
    expect(known.facts.profile['engagement']).toEqual(wanted);
    expect(known.facts.profile['engagement']).not.toEqual(record.facts.profile['engagement']);
    expect({ ...known.facts.profile, engagement: 0 }).toEqual({ ...record.facts.profile, engagement: 0 });
    const { choices } = await redecide({ record, release: target, evidence: evidenceOf(), known });
    expect(choices.elements[0]).toMatchObject({ variant: 'hero-b', source: 'rule' });
  });

  test('what the customer did is counted up to the decision, and the same then kept', async () => {
    const target = releaseOf({ documents: [viewedOften] });
    const record = await recordUnder(source);
    const sections = ['profile.history'];
    const known = rebuildKnown({ record, sections, target, history: [...unseen, ...history], product })!;
    const [counted] = Object.values(known.facts.profile['history'] as Record<string, object>);
    expect(counted).toMatchObject({ total: 2 });
    const { choices } = await redecide({ record, release: target, evidence: evidenceOf(), known });
    expect(choices.elements[0]).toMatchObject({ variant: 'hero-b', source: 'rule' });
    const facts = withCondensedHistory(known.facts, target.history.uses);
    expect(Object.values(facts.profile['history'] as object)).toEqual([{ total: 2, within: { '2d': 2 } }]);
    const kept = { ...record, facts };
    expect(needOf(kept, planReplay({ target, source: target }), new Set())).toEqual({ state: 'nothing' });
    const again = await redecide({ record: kept, release: target, evidence: evidenceOf() });
    expect(again.choices.elements[0]).toMatchObject({ variant: 'hero-b', source: 'rule' });
  });

  test('showings make a cap hold', async () => {
    const held = releaseOf({ preferences: { holdout_share: 1 } });
    const target = releaseOf({ documents: [capped] });
    const record = await recordUnder(held);
    const known = rebuildKnown({ record, sections: ['exposures'], target, history, product })!;
    const { choices } = await redecide({ record, release: target, evidence: evidenceOf(), known });
    expect(choices.elements[0]!.rejected).toEqual([{ variant: 'hero-d', because: 'frequency_cap' }]);
  });

  test('the local time needs no events', async () => {
    const target = releaseOf({ preferences: { time_zone: 'Asia/Tokyo' } });
    const record = await recordUnder(source);
    const known = rebuildKnown({ record, sections: ['time'], target, history: [], product })!;
    // 09:30 UTC
    expect([record.facts.time['hour'], known.facts.time['hour']]).toEqual([9, 18]);
  });

  test('nothing can be told once some of the events have expired', async () => {
    const record = await recordUnder(source);
    const kept = history.slice(1);
    const sections = ['profile.engagement'];
    expect(rebuildKnown({ record, sections, target: source, history: kept, product })).toBeNull();
    expect(rebuildKnown({ record, sections, target: source, history: [], product })).toBeNull();
  });
});

describe('a cap that a rule had not', () => {
  const favor = (...actions: object[]) =>
    rule('vip', actions as Parameters<typeof rule>[1], { frequencyCap: { max: 2, hours: 24 } });
  const to = (type: string, more: object) => ({ type, placement: 'hero_banner', ...more });
  const shownDraw = (key: string, hours: number) =>
    event('variant_shown', hours, {
      data: { placement: 'hero_banner', variant: key },
      exposure: { experienceId: `e-${hours}`, propensity: 1 },
    });
  const capsIn = (...actions: object[]) => newCapsOf(releaseOf({ documents: [favor(...actions)] }), source);

  test('needs the showings of everyone with a profile, and only where it is new', async () => {
    const target = releaseOf({ documents: [favor(to('pin', { variant: 'hero-b' }))] });
    expect(await needIn(target)).toEqual({ state: 'rebuild', sections: ['ruleShowings'] });
    expect(await needIn(target, (record) => ({ ...record, profile: null }))).toEqual({ state: 'nothing' });
    const record = await recordUnder(target);
    expect(needOf(record, planReplay({ target, source: target }), new Set())).toEqual({ state: 'nothing' });
  });

  test.each<[string, object, string, boolean]>([
    ['a pin of what was shown', to('pin', { variant: 'hero-b' }), 'hero-b', true],
    ['a pin of something else', to('pin', { variant: 'hero-b' }), 'hero-c', false],
    ['parameters in the placement', to('set', { parameters: { tone: 1 } }), 'hero-c', true],
    ['an exclusion', to('exclude', { variant: 'hero-b' }), 'hero-b', false],
    ['products anywhere', { type: 'exclude_products', brand: 'Norrland' }, 'hero-b', false],
  ])('may count a showing for %s: %s', (_name, action, shown, expected) => {
    expect(mayComeOf(shownDraw(shown, 2), capsIn(action))).toBe(expected);
  });

  test('asks for the showings of its hours up to the decision', () => {
    const history = [
      shownDraw('hero-b', 25),
      shownDraw('hero-b', 3),
      shownDraw('hero-b', -1),
      showing('hero-b', 2),
    ];
    const asked = showingsToAsk(history, capsIn(to('pin', { variant: 'hero-b' })), at);
    expect(asked.map(({ exposure }) => exposure?.experienceId)).toEqual(['e-3']);
  });

  test('counts a showing where the rule brought it about, and not where it did not apply', async () => {
    const uncapped = rule('vip', [to('pin', { variant: 'hero-b' })], {
      conditions: { all: [fact('context', '$.device', 'equal', 'mobile')] },
    });
    const release = releaseOf({ documents: [uncapped] });
    const decidedOn = async (device: string) => {
      const input = inputOf({ release, context: { device }, profile: null });
      const matches = await matchAll(input);
      const decision = decide({ ...input, matches });
      const request = { ...input.request, context: {} };
      return recordOf({ ...input, request, decision, matches, profileId: '42', held: undefined });
    };
    const records = { 'e-2': await decidedOn('mobile'), 'e-3': await decidedOn('desktop') };
    const history = [shownDraw('hero-b', 3), shownDraw('hero-b', 2)];
    const counted = countedFor(history, capsIn(to('pin', { variant: 'hero-b' })), (id) => ({
      record: records[id as keyof typeof records],
      release,
    }));
    expect(counted.map(({ exposure }) => exposure?.cappedRules)).toEqual([undefined, ['vip']]);
  });
});
