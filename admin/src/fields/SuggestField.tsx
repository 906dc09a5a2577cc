import { Autocomplete, Box, TextField, Typography } from '@mui/material';
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

/** Text, with what exists offered by name and key. */
export const SuggestField = (props: Props) => {
  const { label, compact, value, choices, onChange, placeholder, help, error } = props;
  const labels = new Map(choices.map((choice) => [choice.value, choice.label]));
  return (
    <Autocomplete
      freeSolo
      fullWidth
      size="small"
      options={choices.map((choice) => choice.value)}
      value={value}
      inputValue={value}
      onInputChange={(_, text, reason) => reason !== 'reset' && onChange(text)}
      onChange={(_, chosen) => onChange(chosen ?? '')}
      filterOptions={(keys, { inputValue }) =>
        // the whole list while what is written is one of it: to look at the others
        keys.includes(inputValue)
          ? keys
          : keys.filter((key) => `${key} ${labels.get(key)}`.toLowerCase().includes(inputValue.toLowerCase()))
      }
      renderOption={({ key, ...option }, name) => (
        <Box component="li" key={key} {...option}>
          <Box>
            <Typography variant="body2">{labels.get(name)}</Typography>
            {labels.get(name) !== name && (
              <Typography variant="caption" color="text.secondary" sx={{ fontFamily: 'monospace' }}>
                {name}
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
          helperText={help}
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
