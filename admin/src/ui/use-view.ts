import { useGetOne } from 'react-admin';
import { viewResource } from '../data-provider.ts';

export type View<Value> = {
  value: Value | undefined;
  error: unknown;
  isPending: boolean;
  refetch: () => unknown;
};

type ViewRecord<Value> = { id: string; value: Value };

/** Reads `/api/admin/<path>`, cached and refreshed like any record. Without a path it waits for one. */
export const useView = <Value>(
  path: string | undefined,
  options: { refetchInterval?: number } = {},
): View<Value> => {
  const { data, error, isPending, refetch } = useGetOne<ViewRecord<Value>>(
    viewResource,
    { id: path ?? '' },
    { enabled: path !== undefined, retry: false, ...options },
  );
  return { value: data?.value, error, isPending, refetch };
};
