import { useEffect } from 'react';
import { useDataProvider, useListContext, useUnselect } from 'react-admin';
import type { QuarantineRecord } from './types.ts';
import { mostAtOnce } from './use-all-matching.ts';

/**
 * Takes out of the choice what is no longer there: sent again, discarded or expired meanwhile. A chosen row that the
 * page does not show may be on another, so that the newest rows are asked for; of older ones nothing is known.
 */
export const useDropGone = (): void => {
  const { data = [], selectedIds, filterValues } = useListContext<QuarantineRecord>();
  const state: unknown = filterValues['state'];
  const dataProvider = useDataProvider();
  const unselect = useUnselect('quarantine');
  const unseen = selectedIds.filter((chosen) => data.every(({ id }) => id !== chosen)).join(' ');
  useEffect(() => {
    if (unseen === '') return;
    let isAsking = true;
    const drop = async (): Promise<void> => {
      const { data: kept, total = 0 } = await dataProvider.getList<QuarantineRecord>('quarantine', {
        filter: state === undefined ? {} : { state },
        sort: { field: 'at', order: 'DESC' },
        pagination: { page: 1, perPage: mostAtOnce },
      });
      if (!isAsking || total > kept.length) return;
      const there = new Set(kept.map(({ id }) => id));
      unselect(unseen.split(' ').filter((id) => !there.has(id)));
    };
    // without an answer the choice stays, and the server says of each row that it is gone
    drop().catch(() => undefined);
    return () => {
      isAsking = false;
    };
  }, [unseen, state, dataProvider, unselect]);
};
