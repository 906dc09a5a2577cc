import { DocumentCreate } from '../document/DocumentCreate.tsx';
import { DocumentEdit } from '../document/DocumentEdit.tsx';
import { DocumentShow } from '../document/DocumentShow.tsx';
import { conditionNoun } from './noun.ts';

export const NamedConditionShow = () => <DocumentShow noun={conditionNoun} />;
export const NamedConditionEdit = () => <DocumentEdit noun={conditionNoun} />;
export const NamedConditionCreate = () => <DocumentCreate noun={conditionNoun} />;
