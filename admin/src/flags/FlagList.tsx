import { DataTable } from 'react-admin';
import { bodyOf } from '../document/body.ts';
import { DocumentList } from '../document/DocumentList.tsx';
import type { DocumentRecord } from '../document/types.ts';
import { flagNoun } from './noun.ts';

const valueText = ({ body }: DocumentRecord) => {
  const flag = bodyOf('flag', body);
  return flag ? <code>{JSON.stringify(flag.value)}</code> : 'not valid yet';
};

export const FlagList = () => (
  <DocumentList noun={flagNoun}>
    <DataTable.Col<DocumentRecord>
      source="type"
      label="Type"
      render={({ body }) => bodyOf('flag', body)?.type ?? '–'}
    />
    <DataTable.Col<DocumentRecord> label="Value" disableSort render={valueText} />
  </DocumentList>
);
