import type { Decision } from '#server/domain/decisions/types.ts';
import type { Metrics } from '#server/platform/metrics.ts';
import type { NotKept } from './kept-choices.ts';
import type { MissingModel } from './scores.ts';

/** How a decision came about: kept from before or made anew, why it is not kept now, and without which models. */
export type Making = { kept: boolean; notKept: NotKept | null; missing: readonly MissingModel[] };

/** Tells the metrics of each decision. */
export const countDecisions =
  ({ decisions, decisionsKept, decisionsNotKept, modelsMissing }: Metrics) =>
  ({ elements }: Pick<Decision, 'elements'>, { kept, notKept, missing }: Making): void => {
    for (const { source } of elements) decisions.inc({ source });
    for (const { model, because } of missing) modelsMissing.inc({ model, because });
    if (kept) decisionsKept.inc();
    if (notKept !== null) decisionsNotKept.inc({ because: notKept.because });
  };
