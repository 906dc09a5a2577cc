import { DocumentCreate } from '../document/DocumentCreate.tsx';
import { DocumentEdit } from '../document/DocumentEdit.tsx';
import { DocumentShow } from '../document/DocumentShow.tsx';
import { segmentNoun } from './noun.ts';

export const SegmentShow = () => <DocumentShow noun={segmentNoun} />;
export const SegmentEdit = () => <DocumentEdit noun={segmentNoun} />;
export const SegmentCreate = () => <DocumentCreate noun={segmentNoun} />;
