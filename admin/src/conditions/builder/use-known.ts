import { useMemo } from 'react';
import type { DocumentRecord } from '../../document/types.ts';
import { choiceOf, useDocuments } from '../../document/use-documents.ts';
import type { Choice } from '../../fields/ChoiceField.tsx';
import { useShared } from '../use-shared.ts';
import type { Known } from './context.ts';

const variationsOf = ({ body }: DocumentRecord): Choice[] => {
  const { variations } = (body ?? {}) as { variations?: unknown };
  return Array.isArray(variations)
    ? variations
        .filter((one) => typeof one?.key === 'string')
        .map((one) => choiceOf({ name: one.key, ...one }))
    : [];
};

/** Everything that a condition can name. */
export const useKnown = (): Known => {
  // "not known yet" is a new empty list each time
  const segments = useShared(useDocuments('segments'));
  const conditions = useShared(useDocuments('conditions'));
  const experiments = useShared(useDocuments('experiments'));
  const journeys = useShared(useDocuments('journeys'));
  return useMemo(
    () => ({
      segments: segments.map(choiceOf),
      conditions: conditions.map(choiceOf),
      experiments: experiments.map((record) => ({ ...choiceOf(record), variations: variationsOf(record) })),
      journeys: journeys.map(choiceOf),
    }),
    [segments, conditions, experiments, journeys],
  );
};
