import { Autocomplete, Box, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import type { Choice } from './ChoiceField.tsx';
import { type Naming, namingOf } from './naming.ts';

type Props = Naming & {
  value: string;
  /** What exists; anything else may be written too. */
  choices: readonly Choice[];
  onChange: (value: string) => void;
  placeholder?: string | undefined;
  help?: string | undefined;
  error?: boolean | undefined;
};

/** Keys are set small below names, here as in the lists. */
const keyLook = { color: 'text.secondary', fontFamily: 'monospace' } as const;

/**
 * Text, with what exists offered by name and key. What exists is shown by its name; while somebody writes, the text is
 * theirs, and a name means its key.
 */
export const SuggestField = (props: Props) => {
  const { label, compact, value, choices, onChange, placeholder, help, error } = props;
  const [written, setWritten] = useState<string | undefined>(undefined);
  const labels = new Map(choices.map((choice) => [choice.value, choice.label]));
  const name = labels.get(value);
  const take = (text: string): void =>
    onChange(choices.find((choice) => choice.label === text)?.value ?? text);
  const write = (text: string): void => {
    setWritten(text);
    take(text);
  };
  const choose = (chosen: string | null): void => {
    setWritten(undefined);
    take(chosen ?? '');
  };
  return (
    <Autocomplete
      freeSolo
      fullWidth
      size="small"
      options={choices.map((choice) => choice.value)}
      value={value}
      inputValue={written ?? name ?? value}
      onInputChange={(_, text, reason) => reason === 'input' && write(text)}
      onChange={(_, chosen) => choose(chosen)}
      onBlur={() => setWritten(undefined)}
      filterOptions={(keys, { inputValue }) =>
        // the whole list while what is written is one of it: to look at the others
        inputValue === (name ?? value) && keys.includes(value)
          ? keys
          : keys.filter((key) => `${key} ${labels.get(key)}`.toLowerCase().includes(inputValue.toLowerCase()))
      }
      renderOption={({ key, ...item }, option) => (
        <Box component="li" key={key} {...item}>
          <Box>
            <Typography variant="body2">{labels.get(option)}</Typography>
            {labels.get(option) !== option && (
              <Typography variant="caption" sx={keyLook}>
                {option}
              </Typography>
            )}
          </Box>
        </Box>
      )}
      renderInput={({ InputProps, inputProps, InputLabelProps, ...params }) => (
        <TextField
          margin="none"
          {...params}
          {...(!compact && { label })}
          placeholder={placeholder}
          helperText={help ?? (!compact && name !== undefined && name !== value ? value : undefined)}
          title={name === undefined ? undefined : value}
          error={error === true}
          slotProps={{
            input: InputProps,
            inputLabel: InputLabelProps,
            htmlInput: { ...inputProps, ...namingOf({ label, compact }).htmlInput },
          }}
        />
      )}
    />
  );
};
