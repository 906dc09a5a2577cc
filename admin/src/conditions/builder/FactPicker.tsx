import { Autocomplete, Box, ListSubheader, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import type { FactReference } from '#schemas/condition.ts';
import { eventOptions } from '../event-options.ts';
import { type FactOption, factOptions, findOption } from '../fact-options.ts';

type Props = {
  label: string;
  reference: FactReference;
  onChange: (option: FactOption) => void;
  /** Whether an event may be picked by its name, which asks whether the customer performed it. */
  events?: boolean | undefined;
  error?: boolean;
};

/** A fact that the dictionary lacks, so that it can be seen and replaced. */
const unlisted = ({ fact, path }: FactReference): FactOption => ({
  definition: { path: `${fact} ${path ?? ''}`.trim(), description: 'not in the dictionary' },
  group: 'Not in the dictionary',
  label: `${fact} ${path ?? ''}`.trim(),
  open: false,
});

const matches = (
  { label, group, definition, event = definition.path }: FactOption,
  words: string,
): boolean => {
  const text = `${label} ${group} ${event} ${definition.description}`.toLowerCase();
  return words
    .toLowerCase()
    .trim()
    .split(/\s+/)
    .every((word) => text.includes(word));
};

/** Picks one of the dictionary's facts: grouped, and searched by name, path, description and event. */
export const FactPicker = ({ label, reference, onChange, events = false, error = false }: Props) => {
  const value = findOption(reference)?.option ?? unlisted(reference);
  const [written, setWritten] = useState('');
  const options = factOptions.includes(value) ? factOptions : [...factOptions, value];
  return (
    <Autocomplete<FactOption, false, true>
      disableClearable
      autoHighlight
      fullWidth
      size="small"
      options={[...options, ...(events ? eventOptions(written) : [])]}
      value={value}
      onChange={(_, option) => onChange(option)}
      groupBy={({ group }) => group}
      getOptionLabel={(option) => option.label}
      getOptionKey={({ definition, event }) => `${definition.path} ${event ?? ''}`}
      onInputChange={(_, text) => setWritten(text)}
      filterOptions={(all, { inputValue }) =>
        // events are many, and are looked for by name
        inputValue === value.label || inputValue === ''
          ? all.filter(({ event }) => event === undefined)
          : all.filter((option) => matches(option, inputValue))
      }
      slotProps={{ popper: { sx: { minWidth: 340 }, placement: 'bottom-start' } }}
      renderGroup={({ key, group, children }) => (
        <Box component="li" role="group" aria-label={group} key={key}>
          <ListSubheader component="div" aria-hidden sx={{ top: -8, lineHeight: '30px', fontWeight: 650 }}>
            {group}
          </ListSubheader>
          <Box component="ul" role="none" sx={{ p: 0 }}>
            {children}
          </Box>
        </Box>
      )}
      renderOption={({ key, ...option }, { label: name, definition }) => (
        <Box component="li" key={key} {...option}>
          <Box sx={{ minWidth: 0 }}>
            <Typography variant="body2">{name}</Typography>
            {definition.description !== name && (
              <Typography variant="caption" color="text.secondary" component="div" sx={{ lineHeight: 1.3 }}>
                {definition.description}
              </Typography>
            )}
          </Box>
        </Box>
      )}
      renderInput={({ InputProps, inputProps, InputLabelProps, ...params }) => (
        <TextField
          margin="none"
          {...params}
          error={error}
          slotProps={{
            input: InputProps,
            inputLabel: InputLabelProps,
            htmlInput: { ...inputProps, 'aria-label': label },
          }}
        />
      )}
    />
  );
};
