import type { Reason } from '#schemas/decision.ts';
import type { Because, ElementChoice, Origin } from '#schemas/decision-record.ts';
import { type ConditionTrace, traceConditions } from '#server/domain/conditions/explain.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import { describeHeld } from './describe.ts';
import type { Matches } from './types.ts';

type Background = {
  release: CompiledRelease;
  matches: Pick<Matches, 'rules' | 'facts'> & Partial<Pick<Matches, 'standings'>>;
  /** Models that the choice was made without, and why: `propensity-model: out of time`. */
  late?: readonly string[];
  /** No time was left to recommend products, so that the element's are the popular ones. */
  inHaste?: boolean;
};

const consentWords = {
  restriction: 'the processing of the customer’s data is restricted',
  global_privacy_control: 'the browser sends Global Privacy Control',
  customer: 'the customer declined',
  default_consent: 'the settings decline for customers who have not decided',
  privacy_compliance: 'the customer has not consented and the law that applies asks for it',
} as const;

const percent = (share: number): string => `${Math.round(share * 1000) / 10}%`;

const originReason = (origin: Origin, verb: string, { release, matches }: Background): Reason => {
  if ('journey' in origin) {
    const name = release.journeys.get(origin.journey)?.journey.name ?? origin.journey;
    const message = `the journey “${name}” ${verb} it: the customer is at ${origin.state}`;
    return { code: 'journey', message, ...origin };
  }
  const rule = matches.rules.find(({ key }) => key === origin.rule);
  const { conditions } = release;
  const trace: ConditionTrace | null =
    rule === undefined ? null : traceConditions(rule.conditions, matches.facts, { conditions });
  const held = trace === null ? [] : describeHeld(trace);
  const because = held.length === 0 ? 'it applies to everyone' : held.join(' and ');
  const message = `the rule “${rule?.name ?? origin.rule}” ${verb} it: ${because}`;
  return { code: 'rule', message, rule: origin.rule };
};

const experimentReason = (
  because: Extract<Because, { kind: 'experiment' }>,
  { release }: Background,
): Reason => {
  const experiment = release.experiments.find(({ key }) => key === because.experiment);
  const variation = experiment?.variations.find(({ key }) => key === because.variation);
  return {
    code: because.forced ? 'forced' : 'experiment',
    message: because.forced
      ? `the variation “${variation?.name}” of the experiment “${experiment?.name}” is forced, to look at it; nothing is counted`
      : `the experiment “${experiment?.name}” shows it to the variation “${variation?.name}”`,
    experiment: because.experiment,
    variation: because.variation,
  };
};

const modelReason = ({ confidence, candidates, variant }: ElementChoice): Reason => {
  const chosen = candidates.find((candidate) => candidate.variant === variant);
  const sure = confidence === null ? '' : `, ${percent(confidence)} sure that it is the best`;
  const seen = `${chosen?.exposures ?? 0} randomized exposures`;
  return { code: 'model', message: `drawn by its expected outcome over the goals after ${seen}${sure}` };
};

const mainReasons = (element: ElementChoice, background: Background, most: number): Reason[] => {
  const { because } = element;
  switch (because.kind) {
    case 'no_consent':
      return [{ code: 'no_consent', message: `the default, since ${consentWords[because.basis]}` }];
    case 'holdout':
      return [{ code: 'holdout', message: 'the default: the customer is held out to measure what we do' }];
    case 'placement_holdout':
      return [
        {
          code: 'placement_holdout',
          message: `the default: ${percent(because.share)} of customers always get it here, to measure the rest against`,
        },
      ];
    case 'experiment':
      return [experimentReason(because, background)];
    case 'pin':
      return [originReason(because.by, 'pins', background)];
    case 'exploration':
      return [{ code: 'exploration', message: `drawn with ${percent(element.propensity)} to learn from it` }];
    case 'below_threshold':
      return [
        {
          code: 'below_threshold',
          message: `the default: “${because.variant}” leads, but not with ${percent(because.threshold)} confidence`,
        },
      ];
    case 'no_other':
      return [{ code: 'no_other', message: 'nothing else can be shown here now' }];
    case 'blend':
      return because.by.length === 0
        ? [modelReason(element)]
        : because.by.slice(0, most).map((origin) => originReason(origin, 'favors', background));
  }
};

const lateReason = (model: string): Reason => ({
  code: 'model_missing',
  message: `decided without a model (${model})`,
});

const hasteReason: Reason = {
  code: 'model_missing',
  message: 'its products are the popular ones: no time was left to recommend any',
};

/**
 * How many reasons are left out when only the first `most` rules and journeys are named.
 * @example unsaidReasons(element, 3) // 45
 */
export const unsaidReasons = ({ because }: Pick<ElementChoice, 'because'>, most: number): number =>
  because.kind === 'blend' ? Math.max(0, because.by.length - most) : 0;

/** The experiments on a placement that nobody can be assigned to, since what they split by was not said. */
const missingKeys = (placement: string, { release, matches: { standings } }: Background): Reason[] =>
  release.experiments.flatMap(({ key, name, splitKey, variations }) => {
    const standing = standings?.get(key);
    const isHere = variations.some(({ variants }) => Object.hasOwn(variants, placement));
    if (!isHere || standing?.state !== 'out' || standing.because !== 'no_key') return [];
    const message = `not in the experiment “${name}”: the request's context names no ${splitKey}_id`;
    return [{ code: 'experiment_without_key', message, experiment: key }];
  });

/** One that names none is about the whole page: the decision says it once, in its list of experiments. */
const namesPlacement = (key: string, { release }: Background): boolean =>
  release.experiments
    .find((experiment) => experiment.key === key)
    ?.variations.some(({ variants }) => Object.keys(variants).length > 0) ?? true;

/**
 * Why an element is what it is, in plain sentences that name the rule, the conditions that held and their values.
 * Written when somebody reads them, not when the decision is made. Of the rules and journeys that favor it, the first
 * `most` that act; `unsaidReasons` counts the others.
 * @example reasonsOf(element, { release, matches })[0].message // 'the rule “VIP hero” pins it: profile.segments contains "vip"'
 */
export const reasonsOf = (
  element: ElementChoice,
  background: Background,
  most = Number.POSITIVE_INFINITY,
): Reason[] => {
  const reasons = [
    ...mainReasons(element, background, most),
    ...missingKeys(element.placement, background),
    ...(element.candidates.length > 0 ? (background.late ?? []).map(lateReason) : []),
    ...(background.inHaste === true ? [hasteReason] : []),
  ];
  const { experiment, because } = element;
  if (experiment === null || because.kind === 'experiment' || !namesPlacement(experiment.key, background))
    return reasons;
  const message = `counts for the experiment “${experiment.key}” as the variation “${experiment.variation}”`;
  const { key, variation } = experiment;
  return [...reasons, { code: 'experiment_as_usual', message, experiment: key, variation }];
};
