import { DataTable } from 'react-admin';
import { bodyOf } from '../document/body.ts';
import { DocumentList } from '../document/DocumentList.tsx';
import type { DocumentRecord } from '../document/types.ts';
import { metricSentence } from './MetricSummary.tsx';
import { metricNoun } from './noun.ts';

const sentenceOf = ({ body }: DocumentRecord): string => {
  const metric = bodyOf('metric', body);
  return metric ? metricSentence(metric) : 'not valid yet';
};

export const MetricList = () => (
  <DocumentList noun={metricNoun}>
    <DataTable.Col<DocumentRecord> label="Measures" disableSort render={sentenceOf} />
  </DocumentList>
);
