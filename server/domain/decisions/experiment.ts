import type { Assignment } from '#schemas/decision-record.ts';
import type { Experiment, Variation } from '#schemas/experiment.ts';
import { coverageAt } from '#server/domain/assignment/ramp.ts';
import type { Standing } from '#server/domain/assignment/standing.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import type { Split } from './types.ts';

/** The experiment that a placement belongs to, as one customer sees it. */
export type PlacementExperiment = { experiment: Experiment; variation: Variation; forced: boolean };

type Standings = ReadonlyMap<string, Standing>;

/**
 * The variations that a customer has, in the order of the experiments.
 * @example assignmentsOf(standings) // [{ experiment: 'banner', variation: 'treatment', sticky: false }]
 */
export const assignmentsOf = (standings: Standings): Assignment[] =>
  [...standings].flatMap(([experiment, standing]): Assignment[] => {
    if (standing.state === 'out') return [];
    const { variation, by } = standing;
    const forced = by === 'preview' || by === 'listed' ? { forced: by } : {};
    return [{ experiment, variation, sticky: by === 'held', ...forced }];
  });

const shareOf = ({ group }: Experiment): number =>
  group === undefined ? 1 : group.ranges.reduce((sum, [start, end]) => sum + end - start, 0);

/** Whether chance alone decides on the variation, or did when it was first shown. */
const isDrawn = (standing: Standing | undefined): boolean => {
  if (standing?.state === 'assigned') return standing.by === 'hash' || standing.by === 'held';
  return standing?.because === 'group' || standing?.because === 'coverage';
};

/**
 * The experiments whose split a customer is part of, covered or not.
 * @example splitsOf(release.experiments, standings, at)[0].coverage // 0.2
 */
export const splitsOf = (experiments: readonly Experiment[], standings: Standings, at: Date): Split[] =>
  experiments
    .filter(({ key }) => isDrawn(standings.get(key)))
    .map((experiment) => ({
      experiment,
      coverage: coverageAt(experiment, at),
      group: experiment.group?.key ?? null,
      share: shareOf(experiment),
    }));

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
    return experiment && variation
      ? [{ experiment, variation, forced: assignment.forced !== undefined }]
      : [];
  });
  return (
    assigned.find(({ experiment }) => names(experiment, placement)) ??
    assigned.find(({ experiment }) => namesNone(experiment)) ??
    null
  );
};

/** What is read of an experiment to tell how it splits. */
type SplitParts = Pick<Experiment, 'key' | 'variations'>;

/** How likely experiments are to ask for a variant. */
type Share = { variant: string; probability: number };

/**
 * What experiments ask of a placement, over all customers who are part of the splits: by coverage and weight, whatever
 * variation the customer got. Whoever one experiment does not cover goes on to the next that names the placement; those
 * of one exclusion group never have the same customer. What the shares lack of 1 is left as usual.
 * @example splitOf('hero', [{ experiment, coverage: 1, group: null, share: 1 }]) // [{ variant: 'hero-tea', probability: 0.5 }]
 */
export const splitOf = (
  placement: string,
  splits: readonly (Omit<Split, 'experiment'> & { experiment: SplitParts })[],
): Share[] => {
  // groups hash with seeds of their own, so what each leaves is multiplied; inside one, parts are taken from a whole
  const left = new Map<string, number>();
  return splits
    .filter(({ experiment }) => names(experiment, placement))
    .flatMap(({ experiment, coverage, group, share }) => {
      const own = group === null ? `experiment/${experiment.key}` : `group/${group}`;
      const others = [...left].reduce((product, [key, rest]) => (key === own ? product : product * rest), 1);
      const covered = others * coverage * share;
      left.set(own, (left.get(own) ?? 1) - coverage * share);
      return experiment.variations.flatMap(({ variants, weight }): Share[] =>
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
