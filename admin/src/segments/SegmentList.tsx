import { DataTable } from 'react-admin';
import { conditionSentence } from '../conditions/sentence.ts';
import { bodyOf } from '../document/body.ts';
import { DocumentList } from '../document/DocumentList.tsx';
import type { DocumentRecord } from '../document/types.ts';
import { segmentNoun } from './noun.ts';

const sentenceOf = ({ body }: DocumentRecord): string => {
  const segment = bodyOf('segment', body);
  return segment ? conditionSentence(segment.conditions) : 'not valid yet';
};

export const SegmentList = () => (
  <DocumentList noun={segmentNoun}>
    <DataTable.Col<DocumentRecord> label="Who" disableSort render={sentenceOf} />
  </DocumentList>
);
