import { Box } from '@mui/material';
import { ChoiceField } from '../../fields/ChoiceField.tsx';
import { NumberField } from '../../fields/NumberField.tsx';

type Unit = { value: string; label: string };

const allUnits: readonly Unit[] = [
  { value: 'm', label: 'minutes' },
  { value: 'h', label: 'hours' },
  { value: 'd', label: 'days' },
  { value: 'w', label: 'weeks' },
];

/** Of what is counted by the hour. */
export const hoursAndMore: readonly Unit[] = allUnits.slice(1);

/** A span such as `7d`: a whole number and its unit. */
export const DurationField = ({
  value,
  error,
  units = allUnits,
  onChange,
}: {
  value: string;
  error: boolean;
  units?: readonly Unit[];
  onChange: (value: string) => void;
}) => {
  const [amount, unit] = [Number.parseInt(value, 10), value.slice(-1)];
  return (
    <Box sx={{ display: 'grid', gap: 0.75, gridTemplateColumns: '64px 112px' }}>
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
