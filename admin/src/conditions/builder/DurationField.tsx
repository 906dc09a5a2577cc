import { Box } from '@mui/material';
import { ChoiceField } from '../../fields/ChoiceField.tsx';
import { NumberField } from '../../fields/NumberField.tsx';

const units = [
  { value: 'm', label: 'minutes' },
  { value: 'h', label: 'hours' },
  { value: 'd', label: 'days' },
  { value: 'w', label: 'weeks' },
];

/** A span such as `7d`: a whole number and its unit. */
export const DurationField = ({
  value,
  error,
  onChange,
}: {
  value: string;
  error: boolean;
  onChange: (value: string) => void;
}) => {
  const [amount, unit] = [Number.parseInt(value, 10), value.slice(-1)];
  return (
    <Box sx={{ display: 'grid', gap: 1, gridTemplateColumns: 'minmax(60px, 1fr) minmax(100px, 1fr)' }}>
      <NumberField
        compact
        label="How many"
        value={amount}
        error={error}
        onChange={(next) => onChange(`${Math.max(0, Math.round(next ?? 0))}${unit}`)}
      />
      <ChoiceField
        compact
        label="Unit"
        value={unit}
        choices={units}
        onChange={(next) => onChange(`${amount}${next}`)}
      />
    </Box>
  );
};
