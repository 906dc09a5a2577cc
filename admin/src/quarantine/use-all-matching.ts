import { useDataProvider, useListContext } from 'react-admin';
import { useAction } from '../document/use-action.ts';
import type { QuarantineRecord } from './types.ts';

/** Rows that one call may name. */
export const mostAtOnce = 1000;

/** Chooses what matches the list's filters, whichever page it is on. */
export const useAllMatching = (): { chooseAll: () => void; choosing: boolean } => {
  const { filterValues, sort, onSelect } = useListContext<QuarantineRecord>();
  const dataProvider = useDataProvider();
  const { run, pending } = useAction(async () => {
    const { data } = await dataProvider.getList<QuarantineRecord>('quarantine', {
      filter: filterValues,
      sort,
      pagination: { page: 1, perPage: mostAtOnce },
    });
    onSelect(data.map(({ id }) => id));
  });
  return { chooseAll: () => void run(undefined), choosing: pending };
};
