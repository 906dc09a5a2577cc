import { DataTable } from 'react-admin';
import { bodyOf } from '../document/body.ts';
import { DocumentList } from '../document/DocumentList.tsx';
import type { DocumentRecord } from '../document/types.ts';
import { humanize } from '../ui/format.ts';
import { placementNoun } from './noun.ts';

export const PlacementList = () => (
  <DocumentList noun={placementNoun}>
    <DataTable.Col<DocumentRecord>
      label="Pages"
      disableSort
      render={({ body }) => bodyOf('placement', body)?.pages.join(', ') ?? '–'}
    />
    <DataTable.Col<DocumentRecord>
      label="Default variant"
      source="defaultVariant"
      render={({ body }) => bodyOf('placement', body)?.defaultVariant ?? '–'}
    />
    <DataTable.Col<DocumentRecord>
      label="Choice by"
      source="policy"
      render={({ body }) => humanize(bodyOf('placement', body)?.policy ?? '–')}
    />
  </DocumentList>
);
