import type { Assignment } from '#schemas/decision-record.ts';
import type { Experiment, Variation } from '#schemas/experiment.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';

/** The experiment that a placement belongs to, as one customer sees it. */
export type PlacementExperiment = { experiment: Experiment; variation: Variation };

const names = ({ variations }: Experiment, placement: string): boolean =>
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

/**
 * The probability of each variant over both chances: the experiment's split, and the usual choice wherever the
 * variation leaves the placement alone or names a variant that cannot be shown. In the order of `variants`.
 * @example mixProbabilities({ experiment, placement: 'hero', variants: ['a', 'b'], usual: [1, 0] }) // [0.5, 0.5]
 */
export const mixProbabilities = ({
  experiment,
  placement,
  variants,
  usual,
}: {
  experiment: Pick<Experiment, 'variations'>;
  placement: string;
  variants: readonly string[];
  usual: readonly number[];
}): number[] => {
  const direct = variants.map(() => 0);
  let left = 0;
  for (const { variants: named, weight } of experiment.variations) {
    const index = Object.hasOwn(named, placement) ? variants.indexOf(named[placement]!) : -1;
    if (index === -1) left += weight;
    else direct[index]! += weight;
  }
  return direct.map((weight, i) => weight + left * usual[i]!);
};
