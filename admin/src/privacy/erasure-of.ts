import type { ErasureRecord, RequestRecord } from './types.ts';

/** Carrying a request out begins its erasure, then takes the step down. */
const within = 60_000;

/**
 * The erasure that carrying out a request began: neither names the person any more, so that it is the newest by the
 * same hand right before.
 * @example erasureOf({ steps: [] }, erasures) // undefined
 */
export const erasureOf = (
  { steps }: Pick<RequestRecord, 'steps'>,
  erasures: readonly ErasureRecord[],
): ErasureRecord | undefined => {
  const carriedOut = steps.find(({ what }) => what === 'carried_out');
  if (carriedOut === undefined) return undefined;
  const before = ({ requestedAt }: ErasureRecord): number =>
    Date.parse(carriedOut.at) - Date.parse(requestedAt);
  return erasures
    .filter((erasure) => erasure.requestedBy === carriedOut.by)
    .filter((erasure) => before(erasure) >= 0 && before(erasure) <= within)
    .sort((a, b) => before(a) - before(b))[0];
};
