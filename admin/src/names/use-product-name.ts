import { type RaRecord, useGetManyAggregate } from 'react-admin';

type Product = RaRecord<string> & { name?: string };

/** What the catalogue calls a product; undefined while that is not known. The rows of a screen ask in one call. */
export const useProductName = (id: string | undefined): string | undefined => {
  const { data } = useGetManyAggregate<Product>(
    'products',
    { ids: id === undefined ? [] : [id] },
    { enabled: id !== undefined, retry: false },
  );
  return data?.[0]?.name;
};
