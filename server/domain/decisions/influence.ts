import type { Action } from '#schemas/action.ts';
import type { Origin } from '#schemas/decision-record.ts';
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
export type Influence = Wish & { placement: string; origin: Origin };

const isPlaced = (action: Action): action is Extract<Action, { placement: string }> => 'placement' in action;

// rules belong to a release and never change, so what one asks is worked out once
const asked = new WeakMap<Rule, readonly Influence[]>();

const ruleInfluences = (rule: Rule): readonly Influence[] => {
  const known = asked.get(rule);
  if (known !== undefined) return known;
  const influences = actionsOf(rule)
    .filter(isPlaced)
    .map((action): Influence => ({ ...action, origin: { rule: rule.key } }));
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

/**
 * Everything that rules and journeys ask of placements, the strongest first: rules in the order they act, then
 * journeys.
 * @example influencesOf({ release, rules, profile }) // [{ type: 'pin', placement: 'hero', variant: 'vip', … }]
 */
export const influencesOf = ({
  release,
  rules,
  profile,
}: {
  release: Pick<CompiledRelease, 'journeys'>;
  rules: readonly Rule[];
  profile: Pick<Profile, 'journeys'> | null;
}): Influence[] => [...rules.flatMap(ruleInfluences), ...journeyInfluences(release, profile)];

/**
 * What is asked of each placement, in the same order.
 * @example byPlacement(influences).get('hero') // [{ type: 'pin', placement: 'hero', variant: 'vip', … }]
 */
export const byPlacement = (influences: readonly Influence[]): ReadonlyMap<string, readonly Influence[]> => {
  const groups = new Map<string, Influence[]>();
  for (const influence of influences) {
    const group = groups.get(influence.placement);
    if (group === undefined) groups.set(influence.placement, [influence]);
    else group.push(influence);
  }
  return groups;
};

const speaksFor = (variant: string, wish: Influence): boolean =>
  (wish.type === 'include' || (wish.type === 'boost' && wish.by > 0)) && wish.variant === variant;

const originKey = (origin: Origin): string =>
  'rule' in origin ? `rule/${origin.rule}` : `journey/${origin.journey}/${origin.state}`;

/**
 * Whether any rule or journey speaks for a variant.
 * @example isSupported('vip', influences) // true
 */
export const isSupported = (variant: string, influences: readonly Influence[]): boolean =>
  influences.some((wish) => speaksFor(variant, wish));

/**
 * The rules and journeys that speak for a variant, each once: they include it or boost it.
 * @example supportersOf('vip', influences) // [{ rule: 'vip-hero' }]
 */
export const supportersOf = (variant: string, influences: readonly Influence[]): Origin[] => {
  const supporters = new Map<string, Origin>();
  for (const wish of influences) {
    if (!speaksFor(variant, wish)) continue;
    const key = originKey(wish.origin);
    if (!supporters.has(key)) supporters.set(key, wish.origin);
  }
  return [...supporters.values()];
};
