import { useGetList } from 'react-admin';
import type { DocumentRecord } from '../document/types.ts';
import { Facet } from '../ui/Facet.tsx';

/** Narrows a list to one placement. */
export const PlacementFacet = () => {
  const { data = [] } = useGetList<DocumentRecord>('placements', {
    pagination: { page: 1, perPage: 100 },
    sort: { field: 'name', order: 'ASC' },
  });
  return (
    <Facet
      source="placement"
      label="Placement"
      choices={data.map(({ key, name }) => ({ label: name, value: key }))}
    />
  );
};
