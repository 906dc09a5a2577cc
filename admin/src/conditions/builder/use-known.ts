import type { DocumentRecord } from '../../document/types.ts';
import { choiceOf, useDocuments } from '../../document/use-documents.ts';
import type { Choice } from '../../fields/ChoiceField.tsx';
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
export const useKnown = (): Known => ({
  segments: useDocuments('segments').map(choiceOf),
  conditions: useDocuments('conditions').map(choiceOf),
  experiments: useDocuments('experiments').map((record) => ({
    ...choiceOf(record),
    variations: variationsOf(record),
  })),
  journeys: useDocuments('journeys').map(choiceOf),
});
