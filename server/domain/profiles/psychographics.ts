import type { Evidence, Profile } from '#schemas/profile.ts';
import type { Signals } from '#schemas/psychographics.ts';
import type { Settings } from '#schemas/settings.ts';
import { affinityAt, affinityHalfLifeDays } from './affinities.ts';
import { choiceHolds } from './consent.ts';
import { decayed } from './decay.ts';
import { later } from './order.ts';
import { own } from './records.ts';

/** Something that speaks for an attribute: how much, in recent views of a product, and what it is. */
type Sign = { weight: number; source: string; evidence?: Evidence | undefined; declared?: true };

/** What is believed of a customer, and why. */
export type Inference = {
  name: string;
  /** 0 to 1: `1 − 2^(−weight / half_strength)`. */
  strength: number;
  /** Was it concluded, or did the customer or the shop say so? */
  inferred: boolean;
  evidence: {
    /** What spoke for it: `category tea`, `tag organic`, `trait values`, `survey green`. */
    sources: string[];
    events: Record<string, number>;
    count: number;
    newest: Date | null;
  };
};

export type PsychographicKind = 'interests' | 'brand_affinity' | 'values' | 'lifestyle';

type Input = {
  profile: Pick<Profile, 'affinities' | 'consent' | 'consentDetails' | 'evidence' | 'surveys' | 'traits'>;
  settings: Settings;
  at: Date;
};

/** What is said outright counts as much as so many views of a product. */
const declaredWeight = 10;
const mostNames = 50;

const affinitySign = (
  { profile, at }: Input,
  kind: 'categories' | 'brands' | 'tags',
  name: string,
): Sign | null => {
  const weight = affinityAt(profile.affinities, kind, name, at);
  if (weight === 0) return null;
  const source = { categories: 'category', brands: 'brand', tags: 'tag' }[kind];
  return {
    weight,
    source: `${source} ${name}`,
    evidence: own<Evidence>(profile.evidence?.[kind] ?? {}, name),
  };
};

const traitSign = (source: string): Sign => ({ weight: declaredWeight, source, declared: true });

const clamp = (share: number): number => Math.min(1, Math.max(0, share));

const surveySign = ({ profile, at }: Input, { kind, from, to }: Signals['surveys'][number]): Sign | null => {
  const answer = own(profile.surveys ?? {}, kind);
  if (answer === undefined) return null;
  const said = declaredWeight * clamp((answer.score - from) / (to - from));
  const weight = said * decayed({ from: answer.at, to: at, halfLifeDays: affinityHalfLifeDays });
  const evidence = { events: { survey_answered: 1 }, newest: answer.at };
  return weight === 0 ? null : { weight, source: `survey ${kind}`, evidence };
};

const signsOf = (input: Input, { tags, categories, traits, surveys }: Signals): Sign[] =>
  [
    ...tags.map((tag) => affinitySign(input, 'tags', tag)),
    ...categories.map((category) => affinitySign(input, 'categories', category)),
    ...traits.map(({ trait, equals }) =>
      equals.some((value) => value === own(input.profile.traits, trait)) ? traitSign(`trait ${trait}`) : null,
    ),
    ...surveys.map((survey) => surveySign(input, survey)),
  ].filter((sign) => sign !== null);

/** Names that a trait lists outright, such as `interests: ['tea', 'hiking']`. */
const listed = ({ profile }: Input, trait: string): Map<string, Sign[]> => {
  const value = own(profile.traits, trait);
  const names = Array.isArray(value) ? value : [];
  return new Map(
    names
      .filter((name) => typeof name === 'string' && name !== '')
      .slice(0, mostNames)
      .map((name: string) => [name, [traitSign(`trait ${trait}`)]]),
  );
};

const withSigns = (signs: Map<string, Sign[]>, name: string, more: readonly (Sign | null)[]): void => {
  const found = more.filter((sign) => sign !== null);
  if (found.length > 0) signs.set(name, [...(signs.get(name) ?? []), ...found]);
};

const eventsOf = (signs: readonly Sign[]): Record<string, number> => {
  const counts = new Map<string, number>();
  for (const { evidence } of signs)
    for (const [type, count] of Object.entries(evidence?.events ?? {}))
      counts.set(type, (counts.get(type) ?? 0) + count);
  return Object.fromEntries(counts);
};

const infer = (name: string, signs: readonly Sign[], halfStrength: number): Inference => {
  const weight = signs.reduce((sum, sign) => sum + sign.weight, 0);
  const events = eventsOf(signs);
  return {
    name,
    strength: 1 - 2 ** (-weight / halfStrength),
    inferred: !signs.some(({ declared }) => declared),
    evidence: {
      sources: signs.map(({ source }) => source),
      events,
      count: Object.values(events).reduce((sum, count) => sum + count, 0),
      newest: signs.reduce<Date | null>(
        (newest, { evidence }) =>
          evidence ? (newest ? later(newest, evidence.newest) : evidence.newest) : newest,
        null,
      ),
    },
  };
};

/** The trait in which names of each kind may be listed outright. */
const traitOf = {
  interests: 'interests',
  brand_affinity: 'brands',
  values: 'values',
  lifestyle: 'lifestyle',
};
const affinityOf = { interests: 'categories', brand_affinity: 'brands' } as const;

/**
 * Whether the customer said no to profiling, so that nothing is believed of them.
 * @example refusesProfiling({ profile, at }) // false
 */
export const refusesProfiling = ({ profile, at }: Pick<Input, 'profile' | 'at'>): boolean =>
  choiceHolds(profile, 'profiling', at) && profile.consent.profiling === false;

/**
 * What is believed of a customer of one kind, strongest first. Weights are recent product views: an affinity as it has
 * decayed, 10 for what a trait says outright, up to 10 for a survey. Interests are categories; values and lifestyle are
 * what the settings map tags, categories, traits and surveys to. What is weaker than the settings' threshold is left out,
 * and whoever refuses profiling has none of it.
 * @example inferences('values', { profile, settings, at })[0]?.name // 'sustainability'
 */
export const inferences = (kind: PsychographicKind, input: Input): Inference[] => {
  if (refusesProfiling(input)) return [];
  const { half_strength: halfStrength, threshold } = input.settings.psychographics;
  const signs = listed(input, traitOf[kind]);
  if (kind === 'interests' || kind === 'brand_affinity') {
    const affinity = affinityOf[kind];
    for (const name of Object.keys(input.profile.affinities[affinity]))
      withSigns(signs, name, [affinitySign(input, affinity, name)]);
  } else
    for (const [name, signals] of Object.entries(input.settings.psychographics[kind]))
      withSigns(signs, name, signsOf(input, signals));
  return [...signs]
    .map(([name, found]) => infer(name, found, halfStrength))
    .filter(({ strength }) => strength >= threshold)
    .sort((a, b) => b.strength - a.strength || (a.name < b.name ? -1 : 1));
};
