import { DocumentCreate } from '../document/DocumentCreate.tsx';
import { DocumentEdit } from '../document/DocumentEdit.tsx';
import { DocumentShow } from '../document/DocumentShow.tsx';
import { variantNoun } from './noun.ts';

export const VariantShow = () => <DocumentShow noun={variantNoun} />;
export const VariantEdit = () => <DocumentEdit noun={variantNoun} />;
export const VariantCreate = () => <DocumentCreate noun={variantNoun} />;
