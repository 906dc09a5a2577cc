import type { Action } from '#schemas/action.ts';
import type { Because, Origin } from '#schemas/decision-record.ts';
import type { JourneyStateEffect } from '#schemas/journey.ts';
import type { Profile } from '#schemas/profile.ts';
import type { RecommendationSpec } from '#schemas/recommendation.ts';
import { actionsOf, type Rule } from '#schemas/rule.ts';
import { journeyEffect } from '#server/domain/journeys/compile.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';

type Wish =
  | { type: 'include' | 'exclude' | 'pin'; variant: string }
  | { type: 'boost'; variant: string; by: number }
  | { type: 'set'; parameters: Record<string, unknown> }
  | { type: 'recommend'; recommend: RecommendationSpec };

/** What one rule or journey asks of one placement. */
type Influence = Wish & { placement: string; origin: Origin };

/** What rules and journeys together ask of one placement; of each kind the strongest first. */
export type Wishes = {
  excluded: ReadonlySet<string>;
  /** Variants that are included or pinned. */
  wanted: ReadonlySet<string>;
  pins: readonly { variant: string; origin: Origin }[];
  /** By variant the sum of what it is raised and lowered by. */
  boosts: ReadonlyMap<string, number>;
  /** By variant who speaks for it, each once: rules and journeys that include it or raise it. */
  supporters: ReadonlyMap<string, readonly Origin[]>;
  parameters: readonly { parameters: Record<string, unknown>; origin: Origin }[];
  /** How to fill the placement with products. */
  recommend: { spec: RecommendationSpec; origin: Origin } | null;
};

const isPlaced = (action: Action): action is Extract<Action, { placement: string }> => 'placement' in action;

// rules belong to a release and never change, so what one asks is worked out once
const asked = new WeakMap<Rule, readonly Influence[]>();

const ruleInfluences = (rule: Rule): readonly Influence[] => {
  const known = asked.get(rule);
  if (known !== undefined) return known;
  const origin = { rule: rule.key };
  const influences = actionsOf(rule)
    .filter(isPlaced)
    .map((action): Influence => ({ ...action, origin }));
  asked.set(rule, influences);
  return influences;
};

const effectInfluences = ({ pin, include, boost }: JourneyStateEffect, origin: Origin): Influence[] => [
  ...Object.entries(pin ?? {}).map(
    ([placement, variant]): Influence => ({ type: 'pin', placement, variant, origin }),
  ),
  ...Object.entries(include ?? {}).map(
    ([placement, variant]): Influence => ({ type: 'include', placement, variant, origin }),
  ),
  ...(boost ?? []).map((wish): Influence => ({ type: 'boost', ...wish, origin })),
];

const journeyInfluences = (
  { journeys }: Pick<CompiledRelease, 'journeys'>,
  profile: Pick<Profile, 'journeys'> | null,
): Influence[] =>
  Object.entries(profile?.journeys ?? {}).flatMap(([key, { state }]) => {
    const journey = journeys.get(key);
    const effect = journey && journeyEffect(journey, state);
    return effect ? effectInfluences(effect, { journey: key, state }) : [];
  });

const unasked = () => ({
  excluded: new Set<string>(),
  wanted: new Set<string>(),
  pins: [] as { variant: string; origin: Origin }[],
  boosts: new Map<string, number>(),
  supporters: new Map<string, Origin[]>(),
  parameters: [] as { parameters: Record<string, unknown>; origin: Origin }[],
  recommend: null as Wishes['recommend'],
});
type Sorted = ReturnType<typeof unasked>;

/** Without a word from any rule or journey. */
export const noWishes: Wishes = unasked();

const support = ({ supporters }: Sorted, variant: string, origin: Origin): void => {
  const others = supporters.get(variant);
  if (others === undefined) supporters.set(variant, [origin]);
  // what one rule asks comes in a row
  else if (others.at(-1) !== origin) others.push(origin);
};

const sortIn = (wishes: Sorted, wish: Influence): void => {
  const { origin } = wish;
  switch (wish.type) {
    case 'exclude':
      wishes.excluded.add(wish.variant);
      return;
    case 'include':
      wishes.wanted.add(wish.variant);
      support(wishes, wish.variant, origin);
      return;
    case 'pin':
      wishes.wanted.add(wish.variant);
      wishes.pins.push(wish);
      return;
    case 'boost':
      wishes.boosts.set(wish.variant, (wishes.boosts.get(wish.variant) ?? 0) + wish.by);
      if (wish.by > 0) support(wishes, wish.variant, origin);
      return;
    case 'set':
      wishes.parameters.push(wish);
      return;
    case 'recommend':
      wishes.recommend ??= { spec: wish.recommend, origin };
  }
};

type Asking = {
  release: Pick<CompiledRelease, 'journeys'>;
  /** In the order they act. */
  rules: readonly Rule[];
  profile: Pick<Profile, 'journeys'> | null;
};

/**
 * What is asked of each placement: by rules in the order they act, then by journeys. A placement of which nothing is
 * asked is absent.
 * @example wishesOf({ release, rules, profile }).get('hero_banner')?.pins[0] // { variant: 'vip', origin: { rule: 'vip-hero' }, … }
 */
export const wishesOf = ({ release, rules, profile }: Asking): ReadonlyMap<string, Wishes> => {
  const byPlacement = new Map<string, Sorted>();
  const sort = (influence: Influence): void => {
    const known = byPlacement.get(influence.placement);
    const wishes = known ?? unasked();
    if (known === undefined) byPlacement.set(influence.placement, wishes);
    sortIn(wishes, influence);
  };
  for (const rule of rules) for (const influence of ruleInfluences(rule)) sort(influence);
  for (const influence of journeyInfluences(release, profile)) sort(influence);
  return byPlacement;
};

/**
 * The rules and journeys that decided an element.
 * @example originsOf({ kind: 'pin', by: { rule: 'vip-hero' } }) // [{ rule: 'vip-hero' }]
 */
export const originsOf = (because: Because): readonly Origin[] => {
  if (because.kind === 'pin') return [because.by];
  return because.kind === 'blend' ? because.by : [];
};
