import { DataTable } from 'react-admin';
import { conditionSentence } from '../conditions/sentence.ts';
import { bodyOf } from '../document/body.ts';
import { DocumentList } from '../document/DocumentList.tsx';
import type { DocumentRecord } from '../document/types.ts';
import type { NameOf } from '../names/name-of.ts';
import { useNames } from '../names/use-names.ts';
import { Sentence } from '../ui/Sentence.tsx';
import { conditionNoun } from './noun.ts';

const sentenceOf = ({ body }: DocumentRecord, nameOf: NameOf): string => {
  const named = bodyOf('condition', body);
  return named ? conditionSentence(named.conditions, nameOf) : 'not valid yet';
};

export const NamedConditionList = () => {
  const nameOf = useNames();
  return (
    <DocumentList noun={conditionNoun}>
      <DataTable.Col<DocumentRecord>
        label="Holds when"
        disableSort
        render={(record) => <Sentence>{sentenceOf(record, nameOf)}</Sentence>}
      />
    </DocumentList>
  );
};
