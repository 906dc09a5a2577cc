import type { RaRecord } from 'react-admin';
import type { Trace } from '#server/domain/decisions/explain.ts';
import type { Decision } from '#server/domain/decisions/types.ts';

/** A recorded decision as the admin API lists it. */
export type DecisionRecord = RaRecord<string> & {
  at: string;
  profileId: string;
  pageType: string;
  environment: string;
  release: number;
  evidence: number;
  elements: Pick<Decision['elements'][number], 'placement' | 'variant' | 'source'>[];
};

/** A decision made once more with everything written down. */
export type Explanation = {
  decision: Decision;
  trace: Trace;
  /** Null when it cannot be told, for the reason in the note. */
  same: boolean | null;
  note: string | null;
};
