import type { ExposureContext } from '#schemas/event.ts';
import type { Experiment } from '#schemas/experiment.ts';
import type { Variant } from '#schemas/variant.ts';
import { assign } from '#server/domain/assignment/assign.ts';
import type { Chance } from './chance.ts';
import type { Person } from './people.ts';
import { clickRates, coffeeLoverClickRate, orderFactors, otherClickRate, seenShare } from './truths.ts';

/** A variant that a visitor was shown. */
export type Showing = {
  placement: string;
  variant: string;
  exposure: Omit<ExposureContext, 'experienceId'>;
  clicked: boolean;
};
export type Visible = { showings: Showing[]; orderFactor: number };

/** The part of the configuration that the demo's exposures follow. */
export type Configuration = {
  placements: readonly string[];
  variants: readonly Variant[];
  experiments: readonly Experiment[];
};

type Choice = Pick<Showing, 'variant' | 'exposure'>;

/** Puts the person where the server would put them. */
const assigned = (experiment: Experiment, placement: string, { subject }: Person): Choice | null => {
  const { key, seed, variations, coverage } = experiment;
  const weights = variations.map(({ weight }) => weight);
  const index = assign({ seed: seed ?? key, value: subject, weights, coverage });
  const variation = index === null ? undefined : variations[index];
  const variant = variation?.variants[placement];
  if (variation === undefined || variant === undefined) return null;
  const exposure = { propensity: variation.weight, experiment: { key, variation: variation.key } };
  return { variant, exposure };
};

/** Uniformly at random among what needs no rule: the demo's data come from a time of pure exploration. */
const explored = (variants: readonly Variant[], placement: string, chance: Chance): Choice => {
  const open = variants.filter((variant) => variant.placement === placement && !variant.requiresRule);
  return { variant: chance.pick(open).key, exposure: { propensity: 1 / open.length } };
};

const clickRate = (variant: string, { favorite }: Person): number => {
  const special = coffeeLoverClickRate;
  if (variant === special.variant && favorite === special.category) return special.rate;
  return clickRates[variant] ?? otherClickRate;
};

const factorOf = ({ experiment }: Showing['exposure']): number =>
  experiment ? (orderFactors[experiment.key]?.[experiment.variation] ?? 1) : 1;

/** What a visitor of the home page sees, and what that does to their readiness to order. */
export const drawShowings = (person: Person, configuration: Configuration): Visible => {
  const { placements, variants, experiments } = configuration;
  const { chance } = person;
  const showings: Showing[] = [];
  for (const placement of placements) {
    if (!chance.happens(seenShare[placement] ?? 1)) continue;
    const choices = experiments.flatMap((experiment) => assigned(experiment, placement, person) ?? []);
    const choice = choices[0] ?? explored(variants, placement, chance);
    showings.push({ placement, ...choice, clicked: chance.happens(clickRate(choice.variant, person)) });
  }
  return { showings, orderFactor: showings.reduce((factor, each) => factor * factorOf(each.exposure), 1) };
};
