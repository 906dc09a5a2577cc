import { expect, test } from 'vitest';
import type { SourceDocument } from '#server/domain/releases/types.ts';
import { validateDocuments } from '#server/domain/releases/validate.ts';
import {
  condition,
  experiment,
  isVip,
  journey,
  metric,
  pin,
  placement,
  rule,
  segment,
  settings,
  shop,
  shopWith,
  variant,
  variation,
} from './shop.ts';

const said = (documents: SourceDocument[]): string[] =>
  validateDocuments(documents).map(
    ({ document, path, message }) => `${document} ${path.join('.')}: ${message}`,
  );

const doing = (...actions: unknown[]) => ({ event: { type: 'personalize', params: { actions } } });
const stateThat = (decide: unknown) => ({
  machine: {
    initial: 'new',
    states: { new: { on: { bought: 'done' }, meta: { decide } }, done: { type: 'final' } },
  },
});

test('a shop with a document of every kind has no faults', () => {
  expect(said(shop())).toEqual([]);
});

test('nothing at all is valid: it is release 0', () => {
  expect(said([])).toEqual([]);
});

test.each<[string, SourceDocument, string]>([
  [
    'an unknown default variant',
    placement('hero', { defaultVariant: 'x' }),
    'placement/hero defaultVariant: there is no variant "x"',
  ],
  [
    'a variant of no placement',
    variant('v', { placement: 'x' }),
    'variant/v placement: there is no placement "x"',
  ],
  [
    'an action on an unknown placement',
    rule('r', doing({ ...pin, placement: 'x' })),
    'rule/r event.params.actions.0.placement: there is no placement "x"',
  ],
  [
    'an action with an unknown variant',
    rule('r', doing(pin, { ...pin, variant: 'x' })),
    'rule/r event.params.actions.1.variant: there is no variant "x"',
  ],
  [
    'a set on an unknown placement',
    rule('r', doing({ type: 'set', placement: 'x', parameters: {} })),
    'rule/r event.params.actions.0.placement: there is no placement "x"',
  ],
  [
    'an unknown metric',
    experiment('e', { metrics: [{ metric: 'x', role: 'goal' }] }),
    'experiment/e metrics.0.metric: there is no metric "x"',
  ],
  [
    'a variation with an unknown variant',
    experiment('e', { variations: [variation('a', 0.5), variation('b', 0.5, { variants: { hero: 'x' } })] }),
    'experiment/e variations.1.variants.hero: there is no variant "x"',
  ],
  [
    'a goal without a metric',
    settings({ key: 'settings', goals: { sell: 'x' } }),
    'settings/settings goals.sell: there is no metric "x"',
  ],
  [
    'a journey state that pins an unknown variant',
    journey('j', stateThat({ pin: { hero: 'x' } })),
    'journey/j machine.states.new.meta.decide.pin.hero: there is no variant "x"',
  ],
  [
    'an unknown named condition',
    segment('s', { conditions: { condition: 'x' } }),
    'segment/s conditions.condition: there is no condition named "x"',
  ],
  [
    'an audience with an unknown fact',
    experiment('e', { audience: { all: [{ ...isVip, fact: 'x' }] } }),
    'experiment/e audience.all.0.path: there is no fact "x $.traits.plan"',
  ],
  [
    'an entry with an unknown operator',
    journey('j', { entry: { events: ['e'], conditions: { all: [{ ...isVip, operator: 'x' }] } } }),
    'journey/j entry.conditions.all.0.operator: there is no operator "x"',
  ],
  [
    'an empty any',
    rule('r', { conditions: { any: [] } }),
    'rule/r conditions.any: an empty "any" would match everyone',
  ],
  [
    'a key that another kind has',
    metric('vip-hero'),
    'metric/vip-hero key: the key "vip-hero" is already taken by rule/vip-hero: keys are unique across kinds',
  ],
  [
    'an unknown time zone',
    settings({ key: 'settings', time_zone: 'Mars/Base' }),
    'settings/settings time_zone: "Mars/Base" is not an IANA time zone',
  ],
])('%s is refused', (_, document, expected) => {
  const documents = document.kind === 'settings' ? [...shop().slice(1), document] : shopWith(document);
  expect(said(documents)).toContain(expected);
});

test('a variant fills its own placement only', () => {
  const documents = shopWith(placement('footer', { defaultVariant: 'hero-default' }));
  expect(said(documents)).toEqual([
    'placement/footer defaultVariant: the variant "hero-default" belongs to the placement "hero", not to "footer"',
  ]);
});

test('conditions that refer to each other in a circle are refused', () => {
  const documents = [
    condition('a', { conditions: { condition: 'b' } }),
    condition('b', { conditions: { condition: 'a' } }),
  ];
  expect(said(documents).map((text) => text.split(' ')[0])).toEqual(['condition/a', 'condition/b']);
});

test('an experiment has no more variations than the settings allow', () => {
  const three = ['a', 'b', 'c'].map((key, index) => variation(key, index === 0 ? 0.5 : 0.25));
  const most = { personalization_engine: { max_variants_per_test: 2 } };
  expect(said([settings(most), metric(), experiment('e', { variations: three })])).toEqual([
    'experiment/e variations: the settings allow at most 2 variations a test',
  ]);
});

test('default goals need no metrics, so that one setting can be changed in an empty shop', () => {
  expect(said([settings({ holdout_share: 0.1 })])).toEqual([]);
});

test('all faults of all documents are told at once', () => {
  const faults = said([
    rule('r', { event: { type: 'personalize', params: { actions: [{ ...pin, placement: 5 }] } } }),
    variant('v'),
    metric('m', { type: 'x', event: '' }),
  ]);
  expect(faults.map((text) => text.split(':')[0])).toEqual([
    'rule/r event.params.actions.0.placement',
    'metric/m type',
    'metric/m event',
    'rule/r event.params.actions.0.variant',
    'variant/v placement',
  ]);
});

const faultyAny = { all: [{ any: [] }, { ...isVip, fact: 'weather' }, { ...isVip, operator: 'like' }] };

test('a fault in one part of a document hides nothing in the others', () => {
  const faulty = rule('vip-hero', {
    name: '',
    conditions: faultyAny,
    ...doing({ ...pin, variant: 'gone' }, { ...pin, placement: 'Bad Key' }, 'dance'),
  });
  expect(said(shopWith(faulty)).map((text) => text.split(':')[0])).toEqual([
    'rule/vip-hero name',
    'rule/vip-hero conditions.all.0.any',
    'rule/vip-hero event.params.actions.1.placement',
    'rule/vip-hero event.params.actions.2',
    'rule/vip-hero event.params.actions.0.variant',
    'rule/vip-hero event.params.actions.1.variant',
    'rule/vip-hero conditions.all.1.path',
    'rule/vip-hero conditions.all.2.operator',
  ]);
});

test('an experiment is told of its sums, keys, limits and references along with a missing name', () => {
  const variations = ['a', 'a', 'b'].map((key) => variation(key, 0.5, { variants: { hero: 'gone' } }));
  const faulty = experiment('e', { name: '', control: 'c', variations, metrics: [{ metric: 'x' }] });
  expect(said(shopWith(faulty)).map((text) => text.slice(0, 60))).toEqual([
    expect.stringMatching(/^experiment\/e name: /),
    expect.stringMatching(/^experiment\/e metrics.0.role: /),
    'experiment/e variations: the weights must sum to 1',
    'experiment/e variations: variation keys must differ',
    'experiment/e control: the control must be one of the variations'.slice(0, 60),
    'experiment/e variations.0.variants.hero: there is no variant "gone"'.slice(0, 60),
    'experiment/e variations.1.variants.hero: there is no variant "gone"'.slice(0, 60),
    'experiment/e variations.2.variants.hero: there is no variant "gone"'.slice(0, 60),
    'experiment/e metrics.0.metric: there is no metric "x"',
  ]);
});

test('a journey without a name is told of its machine too, each fault once', () => {
  const faulty = journey('j', {
    name: '',
    ...stateThat({ pin: { hero: 'gone' }, include: { hero: 'Bad Key' }, boost: 5 }),
  });
  expect(said(shopWith(faulty)).map((text) => text.split(':')[0])).toEqual([
    'journey/j name',
    'journey/j machine.states.new.meta.decide.include.hero',
    'journey/j machine.states.new.meta.decide.boost',
    'journey/j machine.states.new.meta.decide.pin.hero',
  ]);
});

test('a forbidden key hides nothing and is told once', () => {
  const faulty = variant('v', { placement: 'x', content: { $gt: 1 }, name: '' });
  expect(said(shopWith(faulty)).map((text) => text.split(':')[0])).toEqual([
    'variant/v content.$gt',
    'variant/v name',
    'variant/v placement',
  ]);
});

test.each<[string, SourceDocument]>([
  ['rule', rule('x', { conditions: { all: [{ condition: 'is-vip' }, { ...isVip, value: 'basic' }] } })],
  ['segment', segment('x', { conditions: { all: [isVip, { ...isVip, value: 'basic' }] } })],
  ['audience', experiment('x', { audience: { all: [isVip, { ...isVip, operator: 'notEqual' }] } })],
])('a %s that can never match is refused', (_, document) => {
  const [fault, ...others] = said(shopWith(document));
  expect(fault).toContain('this can never hold: profile $.traits.plan is "vip" and it is ');
  expect(others).toEqual([]);
});

test('a rule whose conditions hold on none of its pages is refused', () => {
  const inCart = { fact: 'context', path: '$.page_type', operator: 'equal', value: 'cart' };
  const nowhere = rule('x', { conditions: { all: [isVip, inCart] }, pages: ['homepage'] });
  expect(said(shopWith(nowhere))).toEqual([
    'rule/x pages: this can never hold: context $.page_type is "cart" and it is one of "homepage"',
  ]);
});

test('a named condition may exclude everyone, since it may be referred to under "not"', () => {
  const nobody = condition('nobody', { conditions: { all: [isVip, { ...isVip, value: 'basic' }] } });
  expect(said(shopWith(nobody))).toEqual([]);
});

test('of a rule with a wrong action only the faults of that action are told', () => {
  expect(said(shopWith(rule('r', doing({ type: 'dance' }))))).toEqual([
    expect.stringMatching(/^rule\/r event\.params\.actions\.0\.type: must be one of include, exclude, /),
  ]);
});

test('a document with faults of its own still counts where others refer to it', () => {
  expect(said(shopWith(variant('hero-vip', { content: 'text' })))).toEqual([
    'variant/hero-vip content: this must be an object, and is a text',
  ]);
});

test.each([null, 5, 'text', [], {}, { key: 7 }, { key: '__proto__' }])(
  'a body %j is a fault, not a crash',
  (body) => {
    expect(validateDocuments([{ kind: 'rule', body }]).length).toBeGreaterThan(0);
  },
);
