import { useCallback } from 'react';
import { behaviorData } from '#schemas/event.ts';
import type { DocumentRecord } from '../document/types.ts';
import { choiceOf, useDocuments } from '../document/use-documents.ts';
import { humanize } from '../ui/format.ts';
import type { Suggest } from './schema-field.ts';

const partOf = ({ body }: DocumentRecord, name: string): unknown =>
  (body as Record<string, unknown> | null)?.[name];

const pagesOf = (placements: readonly DocumentRecord[]): string[] => {
  const pages = placements.flatMap((placement) => partOf(placement, 'pages'));
  return [...new Set(pages.filter((page) => typeof page === 'string'))].sort();
};

const zones = Intl.supportedValuesOf('timeZone').map((zone) => ({ value: zone, label: zone }));

const behaviors = Object.keys(behaviorData).map((name) => ({ value: name, label: humanize(name) }));

/** What exists for the fields of a document: placements and their variants, page types, behaviors, time zones. */
export const useSuggestions = (): Suggest => {
  const placements = useDocuments('placements');
  const variants = useDocuments('variants');
  return useCallback<Suggest>(
    (name, beside) => {
      switch (name) {
        case 'placement':
          return placements.map(choiceOf);
        case 'variant':
          return variants
            .filter((variant) => !beside['placement'] || partOf(variant, 'placement') === beside['placement'])
            .map(choiceOf);
        case 'pages':
          return pagesOf(placements).map((page) => ({ value: page, label: humanize(page) }));
        case 'event':
          return behaviors;
        case 'timeZone':
        case 'time_zone':
          return zones;
        default:
          return undefined;
      }
    },
    [placements, variants],
  );
};
