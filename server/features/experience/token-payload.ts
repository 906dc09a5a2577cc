import type { Assignment } from '#schemas/decision-record.ts';
import type { Experiment } from '#schemas/experiment.ts';
import { unitKey } from '#server/domain/assignment/held.ts';
import type { DecidedElement, Decision } from '#server/domain/decisions/types.ts';
import type { TokenPayload } from '#server/platform/token.ts';

const DIGITS = 10_000;

/** Four digits, but never such that a draw looks certain or impossible. */
const shorten = (propensity: number): number =>
  propensity === 1
    ? 1
    : Math.min(1 - 1 / DIGITS, Math.max(1 / DIGITS, Math.round(propensity * DIGITS) / DIGITS));

type ShownElement = Pick<
  DecidedElement,
  'placement' | 'variant' | 'propensity' | 'experiment' | 'forced' | 'cappedRules'
>;

/** What a token tells of a decision. */
export type Shown = Pick<Decision, 'release' | 'evidence' | 'at' | 'experienceId'> & {
  elements: readonly ShownElement[];
};

/** Where no placement is, the experiment itself is the place and its variation what is shown there. */
export const elementOfVariation = (
  { key, bucketVersion, variations }: Experiment,
  { variation, forced }: Assignment,
): ShownElement => ({
  placement: key,
  variant: variation,
  propensity: forced ? 1 : (variations.find((one) => one.key === variation)?.weight ?? 0),
  ...(forced
    ? { experiment: null, forced: true }
    : { experiment: { key, variation, ...(bucketVersion > 0 && { bucketVersion }) } }),
});

const entryOf = ({ placement, variant, propensity, experiment }: ShownElement): TokenPayload['x'][number] => {
  const drawn = shorten(propensity);
  return experiment === null
    ? [placement, variant, drawn]
    : [placement, variant, drawn, unitKey(experiment), experiment.variation];
};

/** What exposures and conversions need of a decision, to be signed. */
export const payloadOf = (
  { release, evidence, at, experienceId, elements }: Shown,
  { scope, identity, preview = false }: { scope: string; identity: string; preview?: boolean },
): TokenPayload => {
  const forced = elements.flatMap((element) => (element.forced ? [element.placement] : []));
  const capped = elements.flatMap(({ placement, cappedRules }) =>
    cappedRules === undefined ? [] : [[placement, cappedRules] as const],
  );
  return {
    v: 1,
    s: scope,
    r: release,
    e: evidence,
    t: Math.floor(at.getTime() / 1000),
    // as it was asked by, so that what follows goes where the identity goes
    u: identity,
    n: experienceId,
    x: elements.map(entryOf),
    ...(forced.length > 0 && { f: forced }),
    ...(capped.length > 0 && { c: Object.fromEntries(capped) }),
    ...(preview && { p: 1 }),
  };
};
