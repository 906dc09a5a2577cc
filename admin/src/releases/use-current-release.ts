import { useGetList } from 'react-admin';
import type { ReleaseRecord } from './types.ts';

/** The number of the release in force, 0 before the first; undefined until it is known. */
export const useCurrentRelease = (): { number: number | undefined; refetch: () => Promise<unknown> } => {
  const { data, refetch } = useGetList<ReleaseRecord>('releases', {
    pagination: { page: 1, perPage: 1 },
    sort: { field: 'number', order: 'DESC' },
  });
  return { number: data && (data.find(({ current }) => current)?.number ?? 0), refetch };
};
