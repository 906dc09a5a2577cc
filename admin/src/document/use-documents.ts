import { useGetList } from 'react-admin';
import type { Choice } from '../fields/ChoiceField.tsx';
import type { DocumentRecord } from './types.ts';

const everything = {
  pagination: { page: 1, perPage: 1000 },
  sort: { field: 'name', order: 'ASC' as const },
  filter: {},
};

/** All documents of a kind; none while they are not known. */
export const useDocuments = (resource: string): readonly DocumentRecord[] => {
  const { data } = useGetList<DocumentRecord>(resource, everything, { retry: false });
  return data ?? [];
};

/** A document as one of several to choose from. */
export const choiceOf = ({ key, name }: { key: string; name: string }): Choice => ({
  value: key,
  label: name,
});
