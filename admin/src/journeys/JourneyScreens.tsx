import { DocumentCreate } from '../document/DocumentCreate.tsx';
import { DocumentEdit } from '../document/DocumentEdit.tsx';
import { DocumentShow } from '../document/DocumentShow.tsx';
import type { DocumentRecord } from '../document/types.ts';
import { Machine } from './Machine.tsx';
import { journeyNoun } from './noun.ts';

const machine = { label: 'Machine', render: (record: DocumentRecord) => <Machine journey={record} /> };

export const JourneyShow = () => <DocumentShow noun={journeyNoun} tabs={[machine]} />;
export const JourneyEdit = () => <DocumentEdit noun={journeyNoun} />;
export const JourneyCreate = () => <DocumentCreate noun={journeyNoun} />;
