import type { Placement } from '#schemas/placement.ts';
import type { Profile } from '#schemas/profile.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import { type Eligible, ineligibility, sift } from './candidates.ts';
import { type Choice, choose } from './choose.ts';
import { liftOf } from './confidence.ts';
import type { Evidence } from './evidence.ts';
import { experimentFor, mixProbabilities, type PlacementExperiment, splitOf } from './experiment.ts';
import type { Goal } from './goals.ts';
import type { Wishes } from './influence.ts';
import { outcomePosteriors, type Posterior } from './posterior.ts';
import { contentFor } from './rendition.ts';
import type { DecidedElement, Matches } from './types.ts';
import { type Weighed, weigh } from './weigh.ts';

type ElementInput = {
  placement: Placement;
  release: CompiledRelease;
  evidence: Evidence;
  profile: Profile | null;
  matches: Matches;
  /** What rules and journeys ask of the placement. */
  wishes: Wishes;
  /** Messages that the page says already. */
  said: ReadonlySet<string>;
  goals: readonly Goal[];
  scores: Readonly<Record<string, number>>;
  at: Date;
  seed: number;
};

/** An element before products are put into it. */
export type BareElement = Omit<DecidedElement, 'products'>;

/** An element, and whether it would be the same under any seed. */
export type Decided = { element: BareElement; settled: boolean };

/** An experiment's variation as the reason of an element. */
const becauseOf = ({
  experiment,
  variation,
  forced,
}: PlacementExperiment): Extract<BareElement['because'], { kind: 'experiment' }> => ({
  kind: 'experiment',
  experiment: experiment.key,
  variation: variation.key,
  ...(forced && { forced }),
});

/**
 * The element that shows the default, for a reason that leaves no choice.
 * @example defaultElement({ placement, release, context, source: 'holdout', because: { kind: 'holdout' } })
 */
export const defaultElement = ({
  placement,
  release,
  context,
  source,
  because,
}: Pick<ElementInput, 'placement' | 'release'> &
  Pick<DecidedElement, 'source' | 'because'> & { context: Record<string, unknown> }): BareElement => ({
  placement: placement.key,
  variant: placement.defaultVariant,
  content: contentFor(release.variants.get(placement.defaultVariant)!, context),
  source,
  because,
  confidence: null,
  lift: null,
  propensity: 1,
  experiment: null,
  candidates: [],
  rejected: [],
});

const parametersOf = ({ parameters: wishes }: Wishes): Record<string, unknown> =>
  // the strongest last, so that it wins
  Object.assign({}, ...wishes.map(({ parameters }) => parameters).toReversed());

/** What a showing counts for: nothing where the variation was forced. */
const tagOf = (assigned: PlacementExperiment | null): Pick<BareElement, 'experiment' | 'forced'> => {
  if (assigned === null) return { experiment: null };
  const { experiment, variation, forced } = assigned;
  const { key, bucketVersion } = experiment;
  return forced
    ? { experiment: null, forced }
    : { experiment: { key, variation: variation.key, ...(bucketVersion > 0 && { bucketVersion }) } };
};

type Setting = { input: ElementInput; assigned: PlacementExperiment | null };

type Assessed = Eligible & { weighed: Weighed; posteriors: Posterior[]; standard: Posterior };

const isAmong = ({ variants }: Eligible, variant: string): boolean =>
  variants.some(({ key }) => key === variant);

/** What could be shown if a variation named the variant, or none did. */
const eligibleWhen = (assigned: string | undefined, input: ElementInput): Eligible => {
  const { placement, release, matches } = input;
  const variants = release.variantsByPlacement.get(placement.key) ?? [];
  const { evidence, profile, wishes, said, at } = input;
  const { context } = matches.facts;
  return sift(variants, { release, evidence, profile, context, wishes, assigned, said, at });
};

const assess = (eligible: Eligible, input: ElementInput): Assessed => {
  const { placement, release, evidence, goals, scores, wishes } = input;
  const variants = eligible.variants.map(({ key }) => key);
  const all = outcomePosteriors({
    outcomes: evidence.outcomes,
    placement: placement.key,
    variants: [...variants, placement.defaultVariant],
    goals,
  });
  const posteriors = all.slice(0, -1);
  const weighed = weigh({ placement, settings: release.settings, variants, posteriors, wishes, scores });
  return { ...eligible, weighed, posteriors, standard: all.at(-1)! };
};

/** Where nothing can be shown the default is, so it is certain. */
const chooseUsual = ({ variants, weighed }: Assessed, input: ElementInput): Choice | null => {
  const { placement, release, seed, wishes } = input;
  const threshold =
    placement.confidenceThreshold ?? release.settings.personalization_engine.confidence_threshold;
  return variants.length === 0 ? null : choose({ weighed, wishes, threshold, seed, stream: placement.key });
};

/** Nothing is left to chance where a forced variation names the variant. */
const forcedSplit = ({ variation }: PlacementExperiment, placement: string) => {
  const variant = variation.variants[placement];
  return variant === undefined ? [] : [{ variant, probability: 1 }];
};

/** Whether a variation that names a variant can show it. */
const canShow = (variant: string, usual: Assessed, input: ElementInput): boolean => {
  if (isAmong(usual, variant)) return true;
  const { release, matches } = input;
  const named = release.variants.get(variant);
  const { context } = matches.facts;
  return (
    named?.placement === input.placement.key &&
    ineligibility(named, { ...input, context, assigned: variant }) === null
  );
};

/** The probability of each variant over the experiments' split and the draw, whatever this customer got. */
const marginals = (usual: Assessed, choice: Choice | null, setting: Setting): Map<string, number> => {
  const { input, assigned } = setting;
  const { placement, matches } = input;
  const drawn = usual.variants.map(({ key }, i) => [key, choice!.probabilities[i]!] as const);
  return mixProbabilities({
    split: assigned?.forced ? forcedSplit(assigned, placement.key) : splitOf(placement.key, matches.splits),
    canShow: (variant) => canShow(variant, usual, input),
    usual: new Map(drawn.length > 0 ? drawn : [[placement.defaultVariant, 1]]),
  });
};

type Shown = Pick<BareElement, 'source' | 'because'> & { index: number };

/** The experiment's variation comes before everything else, as long as its variant can be shown. */
const showIn = (own: Assessed, choice: Choice | null, { input, assigned }: Setting): Shown | null => {
  const named = assigned?.variation.variants[input.placement.key];
  const index = own.variants.findIndex(({ key }) => key === named);
  if (assigned === null || index === -1) return choice;
  return { index, source: 'experiment', because: becauseOf(assigned) };
};

const present = (
  shown: Shown,
  own: Assessed,
  probabilities: ReadonlyMap<string, number>,
  setting: Setting,
): BareElement => {
  const { input, assigned } = setting;
  const { placement, goals, matches, wishes } = input;
  const { index, source, because } = shown;
  const variant = own.variants[index]!;
  const { candidates } = own.weighed;
  return {
    placement: placement.key,
    variant: variant.key,
    content: {
      ...contentFor(variant, matches.facts.context),
      ...parametersOf(wishes),
      ...assigned?.variation.parameters,
    },
    source,
    because,
    confidence: candidates[index]!.confidence,
    lift: liftOf({
      chosen: own.posteriors[index]!,
      standard: own.standard,
      goals,
      isDefault: variant.key === placement.defaultVariant,
    }),
    propensity: probabilities.get(variant.key)!,
    ...tagOf(assigned),
    candidates: candidates.map((candidate) => ({
      ...candidate,
      probability: probabilities.get(candidate.variant)!,
    })),
    rejected: own.rejected,
  };
};

/** Whether another seed would have drawn the same. */
const isSettled = (choice: Choice | null): boolean =>
  choice === null || choice.probabilities[choice.index] === 1;

const decideIn = (setting: Setting): Decided => {
  const { input, assigned } = setting;
  const { placement, release, matches } = input;
  const named = assigned?.variation.variants[placement.key];
  const usual = assess(eligibleWhen(undefined, input), input);
  // being named opens the variant that needs it, and changes nothing else
  const own =
    named === undefined || isAmong(usual, named) ? usual : assess(eligibleWhen(named, input), input);
  const choice = chooseUsual(usual, input);
  const probabilities = marginals(usual, choice, setting);
  const shown = showIn(own, choice, setting);
  if (shown !== null)
    return {
      element: present(shown, own, probabilities, setting),
      settled: shown.source === 'experiment' || isSettled(choice),
    };
  const { context } = matches.facts;
  const element = {
    ...defaultElement({ placement, release, context, source: 'default', because: { kind: 'no_other' } }),
    propensity: probabilities.get(placement.defaultVariant)!,
    ...tagOf(assigned),
    rejected: own.rejected,
  };
  return { element, settled: true };
};

/**
 * What a preview shows although nothing may be known of the customer: the variant that its variation names. Null where
 * it names none.
 * @example previewElement(placement, { release, matches })?.forced // true
 */
export const previewElement = (
  placement: Placement,
  { release, matches }: Pick<ElementInput, 'release' | 'matches'>,
): BareElement | null => {
  const assigned = experimentFor(placement.key, { release, assignments: matches.assignments });
  const variant = release.variants.get(assigned?.variation.variants[placement.key] ?? '');
  if (assigned === null || variant === undefined) return null;
  const { context } = matches.facts;
  const because = becauseOf(assigned);
  return {
    ...defaultElement({ placement, release, context, source: 'experiment', because }),
    variant: variant.key,
    content: { ...contentFor(variant, context), ...assigned.variation.parameters },
    ...tagOf(assigned),
  };
};

const heldOut = ({ placement, release, matches }: ElementInput): BareElement =>
  defaultElement({
    placement,
    release,
    context: matches.facts.context,
    source: 'holdout',
    because: { kind: 'placement_holdout', share: placement.holdoutShare },
  });

/**
 * Decides one placement: eligible variants, their scores, the experiment's variation or else a pin or a draw. When
 * nothing is eligible the default is shown all the same, so a placement is never empty.
 * @example decideElement(input).element.variant // 'spring-sale'
 */
export const decideElement = (input: ElementInput): Decided => {
  const { placement, release, matches } = input;
  const assigned = experimentFor(placement.key, { release, assignments: matches.assignments });
  return !assigned?.forced && matches.heldOut.includes(placement.key)
    ? { element: heldOut(input), settled: true }
    : decideIn({ input, assigned });
};
