import { useDeferredValue } from 'react';
import { useGetList } from 'react-admin';
import type { CustomerRecord } from '../customers/types.ts';
import type { Choice } from '../fields/ChoiceField.tsx';
import { SuggestField } from '../fields/SuggestField.tsx';

type Props = { value: string; onChange: (id: string) => void };

const prefix = 'customer_id:';

const choicesOf = (customers: readonly CustomerRecord[]): Choice[] =>
  customers.flatMap(({ identities }) => {
    const known = identities.find((identity) => identity.startsWith(prefix));
    if (known === undefined) return [];
    const id = known.slice(prefix.length);
    return [{ value: id, label: id }];
  });

/** A customer id: one of those that begin like it, or any other. */
export const CustomerPicker = ({ value, onChange }: Props) => {
  const q = useDeferredValue(value);
  const { data = [] } = useGetList<CustomerRecord>(
    'customers',
    {
      pagination: { page: 1, perPage: 20 },
      sort: { field: 'lastSeenAt', order: 'DESC' },
      filter: q === '' ? {} : { q },
    },
    { retry: false, placeholderData: (previous) => previous },
  );
  return <SuggestField label="Customer id" value={value} choices={choicesOf(data)} onChange={onChange} />;
};
