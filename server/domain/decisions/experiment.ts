import type { Assignment } from '#schemas/decision-record.ts';
import type { Experiment, Variation } from '#schemas/experiment.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';

/** The experiment that a placement belongs to, as one customer sees it. */
export type PlacementExperiment = { experiment: Experiment; variation: Variation };

const names = ({ variations }: Pick<Experiment, 'variations'>, placement: string): boolean =>
  variations.some(({ variants }) => Object.hasOwn(variants, placement));

const namesNone = ({ variations }: Experiment): boolean =>
  variations.every(({ variants }) => Object.keys(variants).length === 0);

/**
 * The experiment whose exposure a placement is: the first assigned one in which some variation names the placement,
 * since a control that leaves it as usual must be counted too; else the first that names no placement at all.
 * @example experimentFor('hero_banner', { release, assignments })?.variation.key // 'control'
 */
export const experimentFor = (
  placement: string,
  {
    release,
    assignments,
  }: { release: Pick<CompiledRelease, 'experiments'>; assignments: readonly Assignment[] },
): PlacementExperiment | null => {
  const assigned = assignments.flatMap((assignment): PlacementExperiment[] => {
    const experiment = release.experiments.find(({ key }) => key === assignment.experiment);
    const variation = experiment?.variations.find(({ key }) => key === assignment.variation);
    return experiment && variation ? [{ experiment, variation }] : [];
  });
  return (
    assigned.find(({ experiment }) => names(experiment, placement)) ??
    assigned.find(({ experiment }) => namesNone(experiment)) ??
    null
  );
};

/** How likely experiments are to ask for a variant. */
type Share = { variant: string; probability: number };

/**
 * What experiments ask of a placement, over all customers in whose audiences one is: by coverage and weight, whatever
 * variation the customer got. Whoever one experiment does not cover goes on to the next that names the placement.
 * What the shares lack of 1 is left as usual.
 * @example splitOf('hero', [experiment]) // [{ variant: 'hero-tea', probability: 0.5 }]
 */
export const splitOf = (
  placement: string,
  experiments: readonly Pick<Experiment, 'coverage' | 'variations'>[],
): Share[] => {
  let left = 1;
  return experiments
    .filter((experiment) => names(experiment, placement))
    .flatMap(({ coverage, variations }) => {
      const covered = left * coverage;
      left -= covered;
      return variations.flatMap(({ variants, weight }): Share[] =>
        Object.hasOwn(variants, placement)
          ? [{ variant: variants[placement]!, probability: covered * weight }]
          : [],
      );
    });
};

/**
 * The probability of each variant over both chances: the experiments' split, and the usual choice wherever the split
 * leaves the placement alone or asks for a variant that cannot be shown.
 * @example mixProbabilities({ split, canShow, usual: new Map([['a', 1]]) }) // Map { 'b' => 0.5, 'a' => 0.5 }
 */
export const mixProbabilities = ({
  split,
  canShow,
  usual,
}: {
  split: readonly Share[];
  /** Whether a variation that names the variant can show it. */
  canShow: (variant: string) => boolean;
  usual: ReadonlyMap<string, number>;
}): Map<string, number> => {
  const mixed = new Map<string, number>();
  const add = (variant: string, probability: number) =>
    mixed.set(variant, (mixed.get(variant) ?? 0) + probability);
  const possible = split.filter(({ variant }) => canShow(variant));
  for (const { variant, probability } of possible) add(variant, probability);
  const left = 1 - possible.reduce((sum, { probability }) => sum + probability, 0);
  for (const [variant, probability] of usual) add(variant, Math.max(0, left) * probability);
  return mixed;
};
