import type { Kind } from '#schemas/document.ts';
import type { SourceDocument } from '#server/domain/releases/types.ts';

type Body = Record<string, unknown>;

const named = (key: string, rest: Body): Body => ({ key, name: key, ...rest });
const document = (kind: Kind, body: Body): SourceDocument => ({ kind, body });

export const isVip = { fact: 'profile', path: '$.traits.plan', operator: 'equal', value: 'vip' };

export const metric = (key = 'conversion', rest: Body = {}) =>
  document('metric', named(key, { type: 'proportion', event: 'order_completed', ...rest }));
export const placement = (key = 'hero', rest: Body = {}) =>
  document('placement', named(key, { pages: ['homepage'], defaultVariant: `${key}-default`, ...rest }));
export const variant = (key = 'hero-default', rest: Body = {}) =>
  document('variant', named(key, { placement: 'hero', content: { title: key }, ...rest }));
export const condition = (key = 'is-vip', rest: Body = {}) =>
  document('condition', named(key, { conditions: { all: [isVip] }, ...rest }));
export const segment = (key = 'vips', rest: Body = {}) =>
  document('segment', named(key, { conditions: { condition: 'is-vip' }, ...rest }));
export const pin = { type: 'pin', placement: 'hero', variant: 'hero-vip' };
export const rule = (key = 'vip-hero', rest: Body = {}) =>
  document(
    'rule',
    named(key, {
      conditions: { all: [isVip] },
      event: { type: 'personalize', params: { actions: [pin] } },
      ...rest,
    }),
  );
export const variation = (key: string, weight: number, rest: Body = {}): Body =>
  named(key, { weight, ...rest });
export const experiment = (key = 'hero-test', rest: Body = {}) =>
  document(
    'experiment',
    named(key, {
      status: 'running',
      control: 'a',
      variations: [variation('a', 0.5), variation('b', 0.5, { variants: { hero: 'hero-vip' } })],
      metrics: [{ metric: 'conversion', role: 'goal' }],
      ...rest,
    }),
  );
export const journey = (key = 'welcome', rest: Body = {}) =>
  document(
    'journey',
    named(key, {
      entry: { events: ['identified'] },
      machine: {
        initial: 'new',
        states: {
          new: { on: { order_completed: 'converted' }, meta: { decide: { pin: { hero: 'hero-vip' } } } },
          converted: { type: 'final' },
        },
      },
      ...rest,
    }),
  );
export const flag = (key = 'dark-mode', rest: Body = {}) =>
  document('flag', named(key, { type: 'boolean', value: true, ...rest }));
export const settings = (rest: Body = {}) => document('settings', rest);

/** One document of every kind, valid together. */
export const shop = (): SourceDocument[] => [
  settings({ goals: { drive_conversions: 'conversion' } }),
  metric(),
  placement(),
  variant(),
  variant('hero-vip'),
  condition(),
  segment(),
  rule(),
  journey(),
  experiment(),
  flag(),
];

/** The shop with one document more, or instead of the one with its key. */
export const shopWith = (...changes: SourceDocument[]): SourceDocument[] => {
  const id = ({ kind, body }: SourceDocument) => `${kind}/${String((body as Body)['key'])}`;
  const replaced = new Map(changes.map((change) => [id(change), change]));
  const kept = shop().map((original) => replaced.get(id(original)) ?? original);
  return [...kept, ...changes.filter((change) => !kept.includes(change))];
};
