import { Facet } from '../ui/Facet.tsx';
import type { DocumentStatus } from './types.ts';

type Choice = { label: string; value: DocumentStatus[] };

const choices: readonly Choice[] = [
  { label: 'live', value: ['live', 'live+draft'] },
  { label: 'with a draft', value: ['draft', 'live+draft'] },
  { label: 'archived', value: ['archived'] },
];

/** Narrows a list of documents by what has become of them. */
export const StatusFacet = () => <Facet source="status" label="Status" choices={choices} />;
