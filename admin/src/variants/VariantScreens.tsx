import { useSearchParams } from 'react-router';
import { DocumentCreate } from '../document/DocumentCreate.tsx';
import { DocumentEdit } from '../document/DocumentEdit.tsx';
import { DocumentShow } from '../document/DocumentShow.tsx';
import { variantNoun } from './noun.ts';

export const VariantShow = () => <DocumentShow noun={variantNoun} />;
export const VariantEdit = () => <DocumentEdit noun={variantNoun} />;

/** A new variant, for the placement that the address names if it names one. */
export const VariantCreate = () => {
  const placement = useSearchParams()[0].get('placement');
  const template = { ...(variantNoun.template as object), ...(placement !== null && { placement }) };
  return <DocumentCreate noun={{ ...variantNoun, template }} />;
};
