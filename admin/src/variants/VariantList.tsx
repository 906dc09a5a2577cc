import { DataTable } from 'react-admin';
import { bodyOf } from '../document/body.ts';
import { DocumentList } from '../document/DocumentList.tsx';
import type { DocumentRecord } from '../document/types.ts';
import { PlacementFacet } from '../placements/PlacementFacet.tsx';
import { humanize } from '../ui/format.ts';
import { variantNoun } from './noun.ts';

const contentOf = ({ body }: DocumentRecord): string => {
  const content = bodyOf('variant', body)?.content ?? {};
  const text = Object.values(content).find((value) => typeof value === 'string');
  return typeof text === 'string' ? text : '–';
};

export const VariantList = () => (
  <DocumentList noun={variantNoun} sort={{ field: 'placement', order: 'ASC' }} facets={<PlacementFacet />}>
    <DataTable.Col<DocumentRecord>
      label="Placement"
      source="placement"
      render={({ body }) => humanize(bodyOf('variant', body)?.placement ?? '–')}
    />
    <DataTable.Col<DocumentRecord> label="Content" disableSort render={contentOf} />
  </DocumentList>
);
