import { TextField } from '@mui/material';

type Props = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  help?: string | undefined;
  error?: boolean | undefined;
  multiline?: boolean;
  type?: 'text' | 'date';
  disabled?: boolean;
};

/** One line of text, or several. */
export const TextInput = ({ value, onChange, help, error, type = 'text', ...rest }: Props) => (
  <TextField
    margin="none"
    {...rest}
    type={type}
    fullWidth
    value={value}
    onChange={(event) => onChange(event.target.value)}
    helperText={help}
    error={error === true}
    slotProps={type === 'date' ? { inputLabel: { shrink: true } } : {}}
  />
);
