import { DataTable } from 'react-admin';
import { conditionSentence } from '../conditions/sentence.ts';
import { bodyOf } from '../document/body.ts';
import { DocumentList } from '../document/DocumentList.tsx';
import type { DocumentRecord } from '../document/types.ts';
import { conditionNoun } from './noun.ts';

const sentenceOf = ({ body }: DocumentRecord): string => {
  const named = bodyOf('condition', body);
  return named ? conditionSentence(named.conditions) : 'not valid yet';
};

export const NamedConditionList = () => (
  <DocumentList noun={conditionNoun}>
    <DataTable.Col<DocumentRecord> label="Holds when" disableSort render={sentenceOf} />
  </DocumentList>
);
