import { FormControl, FormControlLabel, FormHelperText, Switch } from '@mui/material';
import { useId } from 'react';
import { ChoiceField } from './ChoiceField.tsx';

type Props = {
  label: string;
  /** Undefined while nobody has decided. */
  value: boolean | undefined;
  /** What holds meanwhile; undefined when that is a third thing. */
  fallback: boolean | undefined;
  onChange: (value: boolean | undefined) => void;
  help?: string | undefined;
  error?: boolean | undefined;
};

const answers = [
  { value: '', label: 'not set' },
  { value: 'true', label: 'yes' },
  { value: 'false', label: 'no' },
];

/** Yes or no; with "not set" where that is neither. */
export const BooleanField = ({ label, value, fallback, onChange, help, error }: Props) => {
  const described = useId();
  if (fallback === undefined)
    return (
      <ChoiceField
        label={label}
        value={value === undefined ? '' : String(value)}
        choices={answers}
        onChange={(answer) => onChange(answer === '' ? undefined : answer === 'true')}
        help={help}
        error={error}
      />
    );
  return (
    <FormControl error={error === true}>
      <FormControlLabel
        label={label}
        control={
          <Switch
            checked={value ?? fallback}
            onChange={(_, checked) => onChange(checked)}
            slotProps={{ input: help ? { 'aria-describedby': described } : {} }}
          />
        }
      />
      {help && (
        <FormHelperText id={described} sx={{ mx: 0 }}>
          {help}
        </FormHelperText>
      )}
    </FormControl>
  );
};
