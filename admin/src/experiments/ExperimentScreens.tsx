import { DocumentCreate } from '../document/DocumentCreate.tsx';
import { DocumentEdit } from '../document/DocumentEdit.tsx';
import { DocumentShow } from '../document/DocumentShow.tsx';
import { experimentNoun } from './noun.ts';
import { Results } from './Results.tsx';

const results = { label: 'Results', render: ({ key }: { key: string }) => <Results experiment={key} /> };

export const ExperimentShow = () => <DocumentShow noun={experimentNoun} tabs={[results]} />;
export const ExperimentEdit = () => <DocumentEdit noun={experimentNoun} />;
export const ExperimentCreate = () => <DocumentCreate noun={experimentNoun} />;
