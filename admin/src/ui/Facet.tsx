import { MenuItem, TextField } from '@mui/material';
import { useListContext } from 'react-admin';

export type Choice = { label: string; value: string | readonly string[] };

type Props = {
  /** The field that is filtered by. */
  source: string;
  label: string;
  choices: readonly Choice[];
  /** What the list is of without a choice. */
  everything?: string;
};

const none = '';

/** A choice that narrows a list, kept in the address with its other filters. */
export const Facet = ({ source, label, choices, everything = 'all' }: Props) => {
  const { filterValues, setFilters } = useListContext();
  const isChosen = ({ value }: Choice): boolean =>
    JSON.stringify(value) === JSON.stringify(filterValues[source]);
  const choose = (name: string): void => {
    const { [source]: _, ...others } = filterValues;
    const choice = choices.find((candidate) => candidate.label === name);
    setFilters(choice ? { ...others, [source]: choice.value } : others);
  };
  return (
    <TextField
      select
      label={label}
      value={choices.find(isChosen)?.label ?? none}
      onChange={(event) => choose(event.target.value)}
      sx={{ minWidth: 170 }}
      slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
    >
      <MenuItem value={none}>{everything}</MenuItem>
      {choices.map((choice) => (
        <MenuItem key={choice.label} value={choice.label}>
          {choice.label}
        </MenuItem>
      ))}
    </TextField>
  );
};
