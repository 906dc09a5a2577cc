import { Autocomplete, TextField } from '@mui/material';
import { useState } from 'react';
import { useGetList } from 'react-admin';
import type { CustomerRecord } from '../types.ts';

type Props = {
  label: string;
  /** Who can be chosen. */
  fits: (customer: CustomerRecord) => boolean;
  onChoose: (customer: CustomerRecord | null) => void;
};

/** Finds a customer by what their id begins with. */
export const CustomerSearch = ({ label, fits, onChoose }: Props) => {
  const [text, setText] = useState('');
  const { data = [], isFetching } = useGetList<CustomerRecord>('customers', {
    filter: text === '' ? {} : { q: text },
    pagination: { page: 1, perPage: 20 },
    sort: { field: 'lastSeenAt', order: 'DESC' },
  });
  return (
    <Autocomplete
      options={data.filter(fits)}
      getOptionLabel={({ id }) => id}
      isOptionEqualToValue={(a, b) => a.id === b.id}
      filterOptions={(options) => options}
      loading={isFetching}
      noOptionsText="Nobody’s id begins with that."
      onInputChange={(_event, value, cause) => {
        if (cause === 'input') setText(value);
      }}
      onChange={(_event, customer) => onChoose(customer)}
      renderInput={(params) => <TextField {...params} label={label} margin="normal" />}
    />
  );
};
