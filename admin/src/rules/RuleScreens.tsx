import { DocumentCreate } from '../document/DocumentCreate.tsx';
import { DocumentEdit } from '../document/DocumentEdit.tsx';
import { DocumentShow } from '../document/DocumentShow.tsx';
import { ruleNoun } from './noun.ts';

export const RuleShow = () => <DocumentShow noun={ruleNoun} />;
export const RuleEdit = () => <DocumentEdit noun={ruleNoun} />;
export const RuleCreate = () => <DocumentCreate noun={ruleNoun} />;
