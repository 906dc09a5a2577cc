import { DocumentCreate } from '../document/DocumentCreate.tsx';
import { DocumentEdit } from '../document/DocumentEdit.tsx';
import { DocumentShow } from '../document/DocumentShow.tsx';
import type { DocumentRecord } from '../document/types.ts';
import { MembersTab } from './MembersTab.tsx';
import { segmentNoun } from './noun.ts';
import { SizeTab } from './SizeTab.tsx';

const tabs = [
  { label: 'Size', render: (record: DocumentRecord) => <SizeTab record={record} /> },
  { label: 'Members', render: (record: DocumentRecord) => <MembersTab record={record} /> },
];

export const SegmentShow = () => <DocumentShow noun={segmentNoun} tabs={tabs} />;
export const SegmentEdit = () => <DocumentEdit noun={segmentNoun} />;
export const SegmentCreate = () => <DocumentCreate noun={segmentNoun} />;
