import { DocumentCreate } from '../document/DocumentCreate.tsx';
import { DocumentEdit } from '../document/DocumentEdit.tsx';
import { DocumentShow } from '../document/DocumentShow.tsx';
import { flagNoun } from './noun.ts';

export const FlagShow = () => <DocumentShow noun={flagNoun} />;
export const FlagEdit = () => <DocumentEdit noun={flagNoun} />;
export const FlagCreate = () => <DocumentCreate noun={flagNoun} />;
