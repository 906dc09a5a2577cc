import { TextField } from '@mui/material';
import { type Naming, namingOf } from './naming.ts';

type Props = Naming & {
  /** ISO 8601 with a zone; undefined while there is none. */
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  error?: boolean | undefined;
  help?: string | undefined;
};

const twoDigits = (number: number): string => String(number).padStart(2, '0');

/** A moment by the reader's own clock, as the browser's field wants it. */
const localText = (value: string | undefined): string => {
  const at = new Date(value ?? Number.NaN);
  if (Number.isNaN(at.getTime())) return '';
  const day = [at.getFullYear(), twoDigits(at.getMonth() + 1), twoDigits(at.getDate())].join('-');
  return `${day}T${twoDigits(at.getHours())}:${twoDigits(at.getMinutes())}`;
};

const readLocal = (text: string): string | undefined => {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
};

/** The zone of the reader's own clock. */
export const ownTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A moment, chosen by the reader's own clock and kept in UTC. */
export const DateTimeField = ({ label, compact, value, onChange, error, help }: Props) => (
  <TextField
    margin="none"
    type="datetime-local"
    {...(!compact && { label })}
    fullWidth
    value={localText(value)}
    onChange={(event) => onChange(readLocal(event.target.value))}
    error={error === true}
    helperText={help}
    slotProps={{ inputLabel: { shrink: true }, ...namingOf({ label, compact }) }}
  />
);
