import { MenuItem, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import type { Archetype, Archetypes } from '#schemas/archetype.ts';
import { formatCount, formatShare } from '../ui/format.ts';
import { useView } from '../ui/use-view.ts';
import { nothingAsked, type SimulationInput } from './address.ts';

type Picked = Pick<SimulationInput, 'customer' | 'visitor' | 'overrides'>;

/** A real customer of that sort, else somebody made up. */
const pickedOf = ({ key, example, suppose }: Archetype): Picked =>
  example === null
    ? { customer: '', visitor: `made-up-${key}`, overrides: suppose }
    : { customer: example, visitor: '', overrides: nothingAsked.overrides };

const toldOf = ({ example, about, customers }: Archetype, sample: number): string =>
  example === null
    ? `Nobody among ${formatCount(sample)} customers who has a customer id: somebody made up, ${about}.`
    : `A real customer: ${example}, the one seen last of ${formatCount(customers)} in a sample of ${formatCount(sample)}; ${about}.`;

/** Typical customers by name: each stands for a real one where there is one. */
export const ArchetypePicker = ({ onPick }: { onPick: (picked: Picked) => void }) => {
  const { value } = useView<Archetypes>('archetypes');
  const [chosen, setChosen] = useState('');
  const archetype = value?.archetypes.find(({ key }) => key === chosen);
  const pick = (key: string): void => {
    setChosen(key);
    const found = value?.archetypes.find((one) => one.key === key);
    if (found) onPick(pickedOf(found));
  };
  return (
    <div>
      <TextField
        select
        fullWidth
        label="Typical customer"
        value={chosen}
        disabled={value === undefined}
        onChange={(event) => pick(event.target.value)}
        slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
      >
        <MenuItem value="">choose one, or name somebody below</MenuItem>
        {value?.archetypes.map(({ key, name, customers }) => (
          <MenuItem key={key} value={key}>
            {name}
            <Typography component="span" variant="body2" color="text.secondary" sx={{ ml: 1 }}>
              {value.sample === 0 ? '' : formatShare(customers / value.sample)}
            </Typography>
          </MenuItem>
        ))}
      </TextField>
      {archetype && value && (
        <Typography
          variant="body2"
          color="text.secondary"
          role="status"
          sx={{ mt: 0.5, overflowWrap: 'anywhere' }}
        >
          {toldOf(archetype, value.sample)}
        </Typography>
      )}
    </div>
  );
};
