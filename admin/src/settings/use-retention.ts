import { useGetList } from 'react-admin';
import { Settings } from '#schemas/settings.ts';
import type { DocumentRecord } from '../document/types.ts';

/** For how many days is kept what, by the settings in force; undefined until they are there. */
export const useRetention = () => {
  const { data } = useGetList<DocumentRecord>('settings');
  if (data === undefined) return undefined;
  const { event_retention_days, decision_retention_days, retention } = Settings.parse(
    data[0]?.live?.body ?? {},
  );
  return { ...retention, events: event_retention_days, decisions: decision_retention_days };
};
