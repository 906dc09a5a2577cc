import { TextField } from '@mui/material';
import { useListContext } from 'react-admin';

/** From the start of which day, or up to the end of which. */
type Props = { source: 'since' | 'until'; label: string };

const pad = (number: number): string => String(number).padStart(2, '0');
const nextDay = (source: Props['source']): number => (source === 'until' ? 1 : 0);

const dayOf = (time: unknown, source: Props['source']): string => {
  if (typeof time !== 'string') return '';
  const day = new Date(time);
  day.setDate(day.getDate() - nextDay(source));
  return `${day.getFullYear()}-${pad(day.getMonth() + 1)}-${pad(day.getDate())}`;
};

const timeOf = (day: string, source: Props['source']): string => {
  const time = new Date(`${day}T00:00:00`);
  time.setDate(time.getDate() + nextDay(source));
  return time.toISOString();
};

/** A day of the reader's own time zone that narrows a list, kept in the address as a time. */
export const TimeFacet = ({ source, label }: Props) => {
  const { filterValues, setFilters } = useListContext();
  const choose = (day: string): void => {
    const { [source]: _, ...others } = filterValues;
    setFilters(day === '' ? others : { ...others, [source]: timeOf(day, source) });
  };
  return (
    <TextField
      type="date"
      label={label}
      value={dayOf(filterValues[source], source)}
      onChange={(event) => choose(event.target.value)}
      slotProps={{ inputLabel: { shrink: true } }}
    />
  );
};
