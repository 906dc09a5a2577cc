import { MenuItem, TextField } from '@mui/material';
import { type Naming, namingOf } from './naming.ts';

export type Choice = { value: string; label: string };

/** A choice that has no other name than what it is. */
export const choiceNamed = (value: string): Choice => ({ value, label: value });

type Props = Naming & {
  value: string;
  choices: readonly Choice[];
  onChange: (value: string) => void;
  help?: string | undefined;
  error?: boolean | undefined;
};

/** "None" is a choice that is read like any other. */
const shown = { select: { displayEmpty: true }, inputLabel: { shrink: true } };

const among = (choices: readonly Choice[], value: string): readonly Choice[] =>
  value === '' || choices.some((choice) => choice.value === value)
    ? choices
    : [...choices, { value, label: value }];

/** One of a few; a value that is none of them stays visible. */
export const ChoiceField = ({ label, compact, value, choices, onChange, help, error }: Props) => {
  const offersNone = choices.some((choice) => choice.value === '');
  return (
    <TextField
      margin="none"
      select
      {...(!compact && { label })}
      fullWidth
      value={value}
      onChange={(event) => onChange(event.target.value)}
      helperText={help}
      error={error === true}
      slotProps={{ ...namingOf({ label, compact }), ...(offersNone && shown) }}
    >
      {among(choices, value).map((choice) => (
        <MenuItem key={choice.value} value={choice.value}>
          {choice.label}
        </MenuItem>
      ))}
    </TextField>
  );
};
