import type { Placement } from '#schemas/placement.ts';
import type { Profile } from '#schemas/profile.ts';
import type { Variant } from '#schemas/variant.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import { type CandidateInput, ineligibility } from './candidates.ts';
import { type Choice, choose } from './choose.ts';
import { liftOf } from './confidence.ts';
import type { Evidence } from './evidence.ts';
import { experimentFor, mixProbabilities, type PlacementExperiment } from './experiment.ts';
import type { Goal } from './goals.ts';
import type { Influence } from './influence.ts';
import { outcomePosteriors, type Posterior } from './posterior.ts';
import { contentFor } from './rendition.ts';
import type { DecidedElement, Matches } from './types.ts';
import { weigh } from './weigh.ts';

type ElementInput = {
  placement: Placement;
  release: CompiledRelease;
  evidence: Evidence;
  profile: Profile | null;
  matches: Matches;
  /** What rules and journeys ask, of every placement. */
  influences: readonly Influence[];
  goals: readonly Goal[];
  scores: Readonly<Record<string, number>>;
  at: Date;
  seed: number;
};

/** An element before products are put into it. */
export type BareElement = Omit<DecidedElement, 'products'>;

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

const parametersOf = (influences: readonly Influence[]): Record<string, unknown> =>
  // the strongest last, so that it wins
  Object.assign({}, ...influences.toReversed().map((wish) => (wish.type === 'set' ? wish.parameters : {})));

type Eligible = { variants: Variant[]; rejected: BareElement['rejected'] };

const sift = (variants: readonly Variant[], input: CandidateInput): Eligible => {
  const eligible: Eligible = { variants: [], rejected: [] };
  for (const variant of variants) {
    const because = ineligibility(variant, input);
    if (because === null) eligible.variants.push(variant);
    else eligible.rejected.push({ variant: variant.key, because });
  }
  return eligible;
};

/** The experiment's variation comes before everything else, as long as its variant can be shown. */
const override = (
  usual: Choice,
  variants: readonly string[],
  placement: string,
  assigned: PlacementExperiment | null,
): Choice => {
  if (assigned === null) return usual;
  const { experiment, variation } = assigned;
  const probabilities = mixProbabilities({ experiment, placement, variants, usual: usual.probabilities });
  const index = variants.indexOf(variation.variants[placement] ?? '');
  if (index === -1) return { ...usual, probabilities };
  const because = { kind: 'experiment', experiment: experiment.key, variation: variation.key } as const;
  return { index, probabilities, source: 'experiment', because };
};

const tagOf = (assigned: PlacementExperiment | null): BareElement['experiment'] =>
  assigned && { key: assigned.experiment.key, variation: assigned.variation.key };

type Setting = {
  input: ElementInput;
  eligible: Eligible;
  influences: readonly Influence[];
  assigned: PlacementExperiment | null;
};

const posteriorsOf = ({ input, eligible }: Setting): { shown: Posterior[]; standard: Posterior } => {
  const { placement, evidence, goals } = input;
  const variants = [...eligible.variants.map(({ key }) => key), placement.defaultVariant];
  const posteriors = outcomePosteriors({
    outcomes: evidence.outcomes,
    placement: placement.key,
    variants,
    goals,
  });
  return { shown: posteriors.slice(0, -1), standard: posteriors.at(-1)! };
};

const decideAmong = (setting: Setting): BareElement => {
  const { input, eligible, influences, assigned } = setting;
  const { placement, release, scores, seed, goals, matches } = input;
  const { settings } = release;
  const variants = eligible.variants.map(({ key }) => key);
  const { shown, standard } = posteriorsOf(setting);
  const weighed = weigh({ placement, settings, variants, posteriors: shown, influences, scores });
  const threshold = placement.confidenceThreshold ?? settings.personalization_engine.confidence_threshold;
  const usual = choose({ weighed, influences, threshold, seed, stream: placement.key });
  const { index, probabilities, source, because } = override(usual, variants, placement.key, assigned);
  const chosen = eligible.variants[index]!;
  const isDefault = chosen.key === placement.defaultVariant;
  return {
    placement: placement.key,
    variant: chosen.key,
    content: {
      ...contentFor(chosen, matches.facts.context),
      ...parametersOf(influences),
      ...assigned?.variation.parameters,
    },
    source,
    because,
    confidence: weighed.candidates[index]!.confidence,
    lift: liftOf({ chosen: shown[index]!, standard, goals, isDefault }),
    propensity: probabilities[index]!,
    experiment: tagOf(assigned),
    candidates: weighed.candidates.map((candidate, i) => ({ ...candidate, probability: probabilities[i]! })),
    rejected: eligible.rejected,
  };
};

/**
 * Decides one placement: eligible variants, their scores, the experiment's variation or else a pin or a draw. When
 * nothing is eligible the default is shown all the same, so a placement is never empty.
 * @example decideElement(input).variant // 'spring-sale'
 */
export const decideElement = (input: ElementInput): BareElement => {
  const { placement, release, evidence, profile, matches, at } = input;
  const { context } = matches.facts;
  const influences = input.influences.filter((wish) => wish.placement === placement.key);
  const assigned = experimentFor(placement.key, { release, assignments: matches.assignments });
  const eligible = sift(release.variantsByPlacement.get(placement.key) ?? [], {
    release,
    evidence,
    profile,
    context,
    influences,
    assigned: assigned?.variation.variants[placement.key],
    at,
  });
  if (eligible.variants.length > 0) return decideAmong({ input, eligible, influences, assigned });
  return {
    ...defaultElement({ placement, release, context, source: 'default', because: { kind: 'no_other' } }),
    experiment: tagOf(assigned),
    rejected: eligible.rejected,
  };
};
