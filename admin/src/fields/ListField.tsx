import { Autocomplete, Chip, TextField } from '@mui/material';
import type { Choice } from './ChoiceField.tsx';
import { type Naming, namingOf } from './naming.ts';

type Props = Naming & {
  value: readonly unknown[];
  choices?: readonly Choice[];
  onChange: (value: unknown[]) => void;
  /** Whether what is written is a number. */
  numeric?: boolean | undefined;
  help?: string | undefined;
  error?: boolean | undefined;
};

const written = (member: unknown): string => (typeof member === 'string' ? member : JSON.stringify(member));

const readMember = (text: string, numeric: boolean): unknown => {
  const number = Number(text);
  return numeric && text.trim() !== '' && Number.isFinite(number) ? number : text;
};

/** A list as chips: Enter adds what is written, Backspace takes the last away. */
export const ListField = (props: Props) => {
  const { label, compact, value, choices = [], onChange, numeric = false, help, error } = props;
  const labels = new Map(choices.map((choice) => [choice.value, choice.label]));
  return (
    <Autocomplete
      multiple
      freeSolo
      autoSelect
      filterSelectedOptions
      fullWidth
      size="small"
      options={choices.map((choice): unknown => choice.value)}
      value={[...value]}
      getOptionLabel={(member) => labels.get(written(member)) ?? written(member)}
      onChange={(_, next, reason, details) =>
        onChange(
          // only what was added was written here: the others keep their type
          next.map((member) =>
            reason !== 'removeOption' && member === details?.option && typeof member === 'string'
              ? readMember(member, numeric)
              : member,
          ),
        )
      }
      renderValue={(members, itemProps) =>
        members.map((member, index) => {
          const { key, ...item } = itemProps({ index });
          return (
            <Chip key={key} size="small" label={labels.get(written(member)) ?? written(member)} {...item} />
          );
        })
      }
      renderInput={({ InputProps, inputProps, InputLabelProps, ...params }) => (
        <TextField
          margin="none"
          {...params}
          {...(!compact && { label })}
          placeholder={value.length === 0 ? 'add one, then Enter' : ''}
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
