import type { Decision } from '#server/domain/decisions/types.ts';
import type { TokenPayload } from '#server/platform/token.ts';

const DIGITS = 10_000;

/** Four digits, but never such that a draw looks certain or impossible. */
const shorten = (propensity: number): number =>
  propensity === 1
    ? 1
    : Math.min(1 - 1 / DIGITS, Math.max(1 / DIGITS, Math.round(propensity * DIGITS) / DIGITS));

/** What exposures and conversions need of a decision, to be signed. */
export const payloadOf = (
  { release, evidence, at, experienceId, elements }: Decision,
  { scope, profileId }: { scope: string; profileId: string },
): TokenPayload => ({
  v: 1,
  s: scope,
  r: release,
  e: evidence,
  t: Math.floor(at.getTime() / 1000),
  u: profileId,
  n: experienceId,
  x: elements.map(({ placement, variant, propensity, experiment }): TokenPayload['x'][number] =>
    experiment === null
      ? [placement, variant, shorten(propensity)]
      : [placement, variant, shorten(propensity), experiment.key, experiment.variation],
  ),
});
