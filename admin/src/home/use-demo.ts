import { useGetList } from 'react-admin';
import type { DocumentRecord } from '../document/types.ts';

/** Is the made-up shop in this environment? Its rules say so. */
export const useDemo = (): boolean => {
  const { total = 0 } = useGetList<DocumentRecord>('rules', {
    pagination: { page: 1, perPage: 1 },
    filter: { demo: true },
  });
  return total > 0;
};
