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

/** What is said of one variant. */
type Opinion = {
  excluded: boolean;
  /** It is included or pinned. */
  wanted: boolean;
  /** The sum of what it is raised and lowered by. */
  boost: number;
  /** Who speaks for it, each once: rules and journeys that include it or raise it. */
  supporters: Origin[];
};

/** What rules and journeys together ask of one placement; of each kind the strongest first. */
export type Wishes = {
  /** By variant; of those that are absent nothing is said. */
  opinions: ReadonlyMap<string, Readonly<Opinion>>;
  pins: readonly { variant: string; origin: Origin }[];
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
  opinions: new Map<string, Opinion>(),
  pins: [] as { variant: string; origin: Origin }[],
  parameters: [] as { parameters: Record<string, unknown>; origin: Origin }[],
  recommend: null as Wishes['recommend'],
});
type Sorted = ReturnType<typeof unasked>;

/** Without a word from any rule or journey. */
export const noWishes: Wishes = unasked();

const opinionOf = ({ opinions }: Sorted, variant: string): Opinion => {
  const known = opinions.get(variant);
  if (known !== undefined) return known;
  const opinion = { excluded: false, wanted: false, boost: 0, supporters: [] };
  opinions.set(variant, opinion);
  return opinion;
};

const support = ({ supporters }: Opinion, origin: Origin): void => {
  // what one rule asks comes in a row
  if (supporters.at(-1) !== origin) supporters.push(origin);
};

const speak = (opinion: Opinion, wish: Extract<Influence, { variant: string }>): void => {
  if (wish.type === 'exclude') opinion.excluded = true;
  if (wish.type === 'include' || wish.type === 'pin') opinion.wanted = true;
  if (wish.type === 'boost') opinion.boost += wish.by;
  if (wish.type === 'include' || (wish.type === 'boost' && wish.by > 0)) support(opinion, wish.origin);
};

const sortIn = (wishes: Sorted, wish: Influence): void => {
  const { origin } = wish;
  switch (wish.type) {
    case 'set':
      wishes.parameters.push(wish);
      return;
    case 'recommend':
      wishes.recommend ??= { spec: wish.recommend, origin };
      return;
    case 'pin':
      wishes.pins.push(wish);
  }
  speak(opinionOf(wishes, wish.variant), wish);
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
