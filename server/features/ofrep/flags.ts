import type { Assignment, Source } from '#schemas/decision-record.ts';
import type { Experiment } from '#schemas/experiment.ts';
import type { Flag } from '#schemas/flag.ts';
import type { EvaluatedFlag, FlagReason } from '#schemas/ofrep.ts';
import type { DecidedElement } from '#server/domain/decisions/types.ts';
import { isRunning } from '#server/domain/releases/schedule.ts';

type Decided = Pick<
  DecidedElement,
  'placement' | 'variant' | 'source' | 'because' | 'experiment' | 'propensity' | 'forced'
>;

const reasonBySource = {
  default: 'DEFAULT',
  no_consent: 'DEFAULT',
  holdout: 'DEFAULT',
  rule: 'TARGETING_MATCH',
  journey: 'TARGETING_MATCH',
  experiment: 'SPLIT',
  model: 'SPLIT',
} as const satisfies Record<Source, FlagReason>;

const reasonOf = ({ source, because, propensity, forced }: Decided): FlagReason => {
  // for a tester the customer was looked at, as by a rule
  if (forced) return 'TARGETING_MATCH';
  // the default may be what was drawn
  if (because.kind === 'exploration') return 'SPLIT';
  return source === 'model' && propensity === 1 ? 'TARGETING_MATCH' : reasonBySource[source];
};

/**
 * A typed setting: its value is the same for everyone.
 * @example settingFlag(flag) // { key: 'products-per-page', value: 24, reason: 'STATIC' }
 */
export const settingFlag = ({ key, value }: Flag): EvaluatedFlag => ({ key, value, reason: 'STATIC' });

/** A placement: its value is the content of the variant that was decided for it. */
export const placementFlag = (
  decided: Decided,
  content: Record<string, unknown>,
  token: string,
): EvaluatedFlag => ({
  key: decided.placement,
  value: content,
  reason: reasonOf(decided),
  variant: decided.variant,
  metadata: {
    experience_id: token,
    source: decided.source,
    ...(decided.experiment && {
      experiment: decided.experiment.key,
      variation: decided.experiment.variation,
    }),
  },
});

/** An experiment that a customer is not in is answered as its control is. */
const reasonOutside = (experiment: Experiment, at: Date): FlagReason =>
  isRunning(experiment, at) ? 'DEFAULT' : 'DISABLED';

/** An assignment, with the token to tell of an exposure by. */
type Assigned = Pick<Assignment, 'variation' | 'forced'> & { token: string };

/** An experiment: its value is the key of the variation. Who is not in it has no token, and nothing to tell. */
export const experimentFlag = (
  experiment: Experiment,
  assigned: Assigned | null,
  at: Date,
): EvaluatedFlag => {
  const { key, control, variations } = experiment;
  const variation = assigned?.variation ?? control;
  const parameters = variations.find((one) => one.key === variation)?.parameters;
  const metadata = {
    ...(assigned && { experience_id: assigned.token }),
    // metadata is flat: strings, numbers and booleans only
    ...(parameters && { parameters: JSON.stringify(parameters) }),
  };
  const reasonInside = assigned?.forced ? 'TARGETING_MATCH' : 'SPLIT';
  return {
    key,
    value: variation,
    reason: assigned ? reasonInside : reasonOutside(experiment, at),
    variant: variation,
    ...(Object.keys(metadata).length > 0 && { metadata }),
  };
};
