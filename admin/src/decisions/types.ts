import type { RaRecord } from 'react-admin';
import type { Trace } from '#server/domain/decisions/explain.ts';
import type { Decision } from '#server/domain/decisions/types.ts';

/** A recorded decision as the admin API lists it. */
export type DecisionRecord = RaRecord<string> & {
  at: string;
  release: number;
  evidence: number;
  environment?: string;
  /** The profile it was made for; null for someone never seen before. */
  profileId?: string | null;
  subject?: string;
  pageType?: string;
  elements: Pick<Decision['elements'][number], 'placement' | 'variant' | 'source'>[];
  missing?: string[];
};

/** A decision made once more with everything written down. */
export type Explanation = { decision: Decision; trace: Trace; same?: boolean };
