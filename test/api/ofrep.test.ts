import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EvaluatedFlag, EvaluatedFlags } from '#schemas/ofrep.ts';
import { isKnown, stateOf } from '#server/features/ofrep/state.ts';
import { at, placement, profileOf, releaseOf, variant } from '#test/domain/decisions/shop.ts';
import { flagDocuments, flagRelease, ofrepApp, tokenOf } from './ofrep-app.ts';

const ada = { targetingKey: 'ada' };
const none = releaseOf();

describe('one flag', () => {
  test.each([
    ['dark-mode', true],
    ['greeting', 'Hello'],
    ['page-size', 24],
    ['theme', { accent: 'teal', round: true }],
  ])('a setting is its own value, for anyone: %s', async (key, value) => {
    const { one, records } = ofrepApp();
    for (const context of [ada, {}])
      expect((await one(key, context).expect(200)).body).toEqual({ key, value, reason: 'STATIC' });
    expect(records).toEqual([]);
  });

  test('a placement is the content of its variant, with the token to tell of a showing', async () => {
    const { body } = await ofrepApp()
      .one('hero_banner', { ...ada, plan: 'vip' })
      .expect(200);
    expect(EvaluatedFlag.parse(body)).toEqual(body);
    expect(body).toMatchObject({
      key: 'hero_banner',
      value: { headline: 'hero-b' },
      reason: 'TARGETING_MATCH',
      variant: 'hero-b',
      metadata: { source: 'rule', experiment: 'checkout-test' },
    });
    expect(tokenOf(body)).toMatchObject({
      u: 'customer_id:ada',
      x: [['hero_banner', 'hero-b', 1, 'checkout-test', expect.any(String)]],
    });
  });

  test('an experiment is the key of the variation, with its parameters as JSON', async () => {
    const { body } = await ofrepApp().one('checkout-test', ada).expect(200);
    const parameters = { control: { steps: 3 }, short: { steps: 1, hints: ['a', 'b'] } };
    expect(body).toMatchObject({ reason: 'SPLIT', variant: body.value });
    expect(JSON.parse(body.metadata.parameters)).toEqual(parameters[body.value as 'control']);
    expect(tokenOf(body)?.x).toEqual([['checkout-test', body.value, 0.5, 'checkout-test', body.value]]);
  });

  test('the targeting key is the customer, or an anonymous visitor; a number is its decimal string', async () => {
    const { one, records } = ofrepApp();
    for (const context of [{ targetingKey: 42 }, { targetingKey: 'v1', anonymous: true }])
      await one('hero_banner', context).expect(200);
    expect(records.map(({ profileId }) => profileId)).toEqual(['customer_id:42', 'anonymous_id:v1']);
  });

  test('what else is in the context are facts, and page_type is the page', async () => {
    const { one, records } = ofrepApp();
    await one('hero_banner', { ...ada, page_type: 'checkout', device: 'mobile' }).expect(200);
    expect(records[0]?.facts.context).toEqual({ page_type: 'checkout', device: 'mobile' });
  });

  test.each([
    ['a setting', 'dark-mode', {}, {}, 'STATIC'],
    ['a rule', 'hero_banner', { plan: 'vip' }, {}, 'TARGETING_MATCH'],
    ['a draw', 'hero_banner', {}, {}, 'SPLIT'],
    ['a variant that is the only one', 'promo', {}, {}, 'TARGETING_MATCH'],
    ['a default that is the only one', 'shelf', {}, {}, 'DEFAULT'],
    ['an experiment in a placement', 'footer', {}, {}, 'SPLIT'],
    ['an experiment', 'checkout-test', {}, {}, 'SPLIT'],
    ['an experiment for others', 'gold-test', {}, {}, 'DEFAULT'],
    ['an experiment that was stopped', 'old-test', {}, {}, 'DISABLED'],
    ['a placement without consent', 'hero_banner', { plan: 'vip', gpc: true }, {}, 'DEFAULT'],
    ['an experiment without consent', 'checkout-test', { gpc: true }, {}, 'DEFAULT'],
    ['a placement in the holdout', 'hero_banner', { plan: 'vip' }, { holdout_share: 1 }, 'DEFAULT'],
    ['an experiment in the holdout', 'checkout-test', {}, { holdout_share: 1 }, 'DEFAULT'],
  ])('the reason of %s', async (_name, key, context, preferences, reason) => {
    const { one } = ofrepApp({ release: flagRelease(preferences) });
    const { body } = await one(key, { ...ada, ...context }).expect(200);
    expect(body).toMatchObject({ key, reason, value: expect.anything() });
  });

  test('who is not in an experiment gets the control, and has no exposure to tell of', async () => {
    const { body } = await ofrepApp().one('old-test', ada).expect(200);
    expect(body).toEqual({
      key: 'old-test',
      value: 'control',
      variant: 'control',
      reason: 'DISABLED',
      metadata: { parameters: '{"steps":3}' },
    });
  });

  test('a tester is not split at random, and the token counts for no experiment', async () => {
    const tested = flagDocuments.map((document) => {
      const body = document.body as { key: string };
      return body.key === 'checkout-test'
        ? { ...document, body: { ...body, forcedVariations: { ada: 'short' } } }
        : document;
    });
    const { body } = await ofrepApp({ release: releaseOf({ documents: tested }) }).one('checkout-test', ada);
    expect(body).toMatchObject({ value: 'short', reason: 'TARGETING_MATCH' });
    expect(tokenOf(body)?.x).toEqual([['checkout-test', 'short', 1]]);
  });

  test('the Global Privacy Control header counts', async () => {
    const { body } = await ofrepApp().one('hero_banner', { ...ada, plan: 'vip' }, { 'sec-gpc': '1' });
    expect(body).toMatchObject({ reason: 'DEFAULT', variant: 'hero-a' });
  });
});

describe('what a key that lives in a browser sees', () => {
  const numbers = releaseOf({
    documents: [
      placement('shelf'),
      variant('shelf-default', { placement: 'shelf', recommend: { count: 3 } }),
    ],
  });
  test.each([
    [true, true],
    [false, false],
  ])('may read: %s; the stock is in it: %s', async (mayRead, isIn) => {
    const { body } = await ofrepApp({ release: numbers, mayRead }).one('shelf', ada).expect(200);
    expect(body.value.products).toHaveLength(3);
    expect('stock' in body.value.products[0].product).toBe(isIn);
  });
  test("a variant's own list of products is left as it is", async () => {
    const own = releaseOf({
      documents: [
        placement('shelf'),
        variant('shelf-default', { placement: 'shelf', content: { products: ['tea', null] } }),
      ],
    });
    const { body } = await ofrepApp({ release: own, mayRead: false }).one('shelf', ada).expect(200);
    expect(body.value).toEqual({ products: ['tea', null] });
  });
  test('nothing of the customer is in it', async () => {
    const profile = profileOf({ traits: { secret: 'a-very-private-trait' } });
    const { body } = await ofrepApp({ profiles: [profile], mayRead: false }).all({ targetingKey: '42' });
    expect(JSON.stringify(body)).not.toContain('a-very-private-trait');
    expect(JSON.stringify(body)).not.toContain('reasons":[{');
  });
});

describe('all flags', () => {
  test('are all settings, experiments and placements, under an ETag and with the address of the stream', async () => {
    const { body, headers } = await ofrepApp().all(ada).expect(200);
    expect(EvaluatedFlags.parse(body)).toEqual(body);
    expect(body.flags.map(({ key }: EvaluatedFlag) => key)).toEqual([
      ...['dark-mode', 'greeting', 'page-size', 'theme'],
      ...['footer-test', 'checkout-test', 'gold-test', 'old-test'],
      ...['hero_banner', 'shelf', 'second_shelf', 'footer', 'promo'],
    ]);
    expect(body.metadata).toEqual({ release: 7 });
    expect(body.eventStreams).toEqual([{ type: 'sse', endpoint: { requestUri: '/stream?since=7' } }]);
    expect(headers['etag']).toMatch(/^"[0-9a-f]{32}"$/);
  });

  const context = fc.record(
    {
      targetingKey: fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme-ascii' }),
      anonymous: fc.boolean(),
      plan: fc.constantFrom('vip', 'gold', 'none'),
      gpc: fc.boolean(),
      device: fc.constantFrom('mobile', 'desktop'),
    },
    { requiredKeys: ['targetingKey'] },
  );
  test('are the flags as each is by itself', async () => {
    const { one, all } = ofrepApp();
    await fc.assert(
      fc.asyncProperty(context, async (asked) => {
        const { body } = await all(asked);
        const alone = await Promise.all(body.flags.map(({ key }: EvaluatedFlag) => one(key, asked)));
        expect(alone.map((answer) => answer.body)).toEqual(body.flags);
      }),
      { numRuns: 40 },
    );
  });

  test('that the client has are a 304, and nothing is decided', async () => {
    const { all, records } = ofrepApp();
    const { headers } = await all(ada).expect(200);
    const decided = records.length;
    const again = await all(ada, { 'if-none-match': headers['etag'] }).expect(304);
    expect([again.text, again.headers['etag']]).toEqual(['', headers['etag']]);
    expect(records).toHaveLength(decided);
  });

  const base = { targetingKey: '42', device: 'mobile', cart: { items: 2 } };
  test.each<[string, object, Parameters<typeof ofrepApp>[0]?]>([
    ['another targeting key', { ...base, targetingKey: '43' }],
    ['another fact', { ...base, device: 'desktop' }],
    ['another fact, deep inside', { ...base, cart: { items: 3 } }],
    ['a fact more', { ...base, plan: 'vip' }],
    ['an anonymous visitor of that id', { ...base, anonymous: true }],
    ['another release', base, { release: { ...flagRelease(), number: 8 } }],
    ['other evidence', base, { evidence: 4 }],
    ['a newer profile', base, { profiles: [profileOf({ version: 4 })] }],
    ['no profile', base, { profiles: [] }],
    ['a key that may see less', base, { mayRead: false }],
  ])('have another ETag for %s', async (_name, asked, options = {}) => {
    const { headers } = await ofrepApp().all(base).expect(200);
    await ofrepApp(options).all(asked, { 'if-none-match': headers['etag'] }).expect(200);
  });

  test('have the same ETag whatever the order of the facts', async () => {
    const { all } = ofrepApp();
    const { headers } = await all(base);
    const { cart, device, targetingKey } = base;
    await all({ cart, device, targetingKey }, { 'if-none-match': headers['etag'] }).expect(304);
  });

  test('evaluated again in the same state are the same decisions, under the same ids', async () => {
    const { all, records } = ofrepApp();
    const [first, second] = [(await all(ada)).body, (await all(ada)).body];
    expect(second).toEqual(first);
    const ids = records.map(({ experienceId }) => experienceId);
    // five placements, evaluated twice
    expect([ids.length, new Set(ids).size]).toEqual([10, 5]);
  });

  test('are of the release that an event told of, though another process noticed it first', async () => {
    const newer = { ...flagRelease(), number: 8 };
    const { post } = ofrepApp({ newer });
    const told = await post('/evaluate/flags/greeting?flagConfigEtag=8', {});
    expect(told.status).toBe(200);
    const looked: string[] = [];
    for (const etag of ['7', '8', 'x', '-1', '99999999999']) {
      const app = ofrepApp({ release: none, newer });
      const { status } = await app.post(`/evaluate/flags/greeting?flagConfigEtag=${etag}`, {});
      if (status === 200) looked.push(etag);
    }
    expect(looked).toEqual(['8']);
  });
});

describe('the state of a customer', () => {
  test.each([
    [undefined, false],
    ['', false],
    ['"b"', false],
    ['a', false],
    ['"a"', true],
    ['W/"a"', true],
    ['"b", "a"', true],
    ['*', true],
  ])('If-None-Match %j knows "a": %s', (header, known) => {
    expect(isKnown(header, '"a"')).toBe(known);
  });

  test('is another one in each quarter of an hour, on which hours begin and schedules too', () => {
    const stateAt = (minutes: number): string => {
      const now = new Date(at.getTime() + minutes * 60_000);
      return stateOf({ release: none, evidence: 1, profile: null, at: now }, ada);
    };
    // 9:30
    expect(stateAt(14)).toBe(stateAt(0));
    expect(stateAt(15)).not.toBe(stateAt(0));
  });
});
