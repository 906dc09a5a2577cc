import { DocumentCreate } from '../document/DocumentCreate.tsx';
import { DocumentEdit } from '../document/DocumentEdit.tsx';
import { DocumentShow } from '../document/DocumentShow.tsx';
import type { DocumentRecord } from '../document/types.ts';
import { experimentNoun } from './noun.ts';
import { Preview } from './Preview.tsx';
import { Results } from './Results.tsx';

const results = { label: 'Results', render: (record: DocumentRecord) => <Results record={record} /> };
const preview = { label: 'Preview', render: (record: DocumentRecord) => <Preview record={record} /> };

export const ExperimentShow = () => <DocumentShow noun={experimentNoun} tabs={[results, preview]} />;
export const ExperimentEdit = () => <DocumentEdit noun={experimentNoun} />;
export const ExperimentCreate = () => <DocumentCreate noun={experimentNoun} />;
