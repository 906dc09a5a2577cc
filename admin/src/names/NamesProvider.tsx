import { type ReactNode, useMemo, useState } from 'react';
import { useGetList } from 'react-admin';
import type { DocumentRecord } from '../document/types.ts';
import type { NamedList } from './name-of.ts';
import { NamesContext } from './use-names.ts';

type NamesByKey = ReadonlyMap<string, string>;

/** Names change seldom, and every screen asks for them. */
const freshMs = 60_000;

const everything = {
  pagination: { page: 1, perPage: 1000 },
  sort: { field: 'name', order: 'ASC' as const },
  filter: {},
};

const useNamesIn = (list: NamedList, enabled: boolean): NamesByKey => {
  const options = { enabled, retry: false, staleTime: freshMs };
  const { data } = useGetList<DocumentRecord>(list, everything, options);
  return useMemo(() => new Map(data?.map(({ key, name }) => [key, name])), [data]);
};

/** Reads the names of all documents once some screen wants them. */
export const NamesProvider = ({ children }: { children: ReactNode }) => {
  const [wanted, setWanted] = useState(false);
  const segments = useNamesIn('segments', wanted);
  const conditions = useNamesIn('conditions', wanted);
  const experiments = useNamesIn('experiments', wanted);
  const journeys = useNamesIn('journeys', wanted);
  const placements = useNamesIn('placements', wanted);
  const variants = useNamesIn('variants', wanted);
  const rules = useNamesIn('rules', wanted);
  const names = useMemo(() => {
    const maps = { segments, conditions, experiments, journeys, placements, variants, rules };
    return {
      nameOf: (list: NamedList, key: string) => maps[list]?.get(key),
      want: () => setWanted(true),
    };
  }, [segments, conditions, experiments, journeys, placements, variants, rules]);
  return <NamesContext value={names}>{children}</NamesContext>;
};
