import { Box } from '@mui/material';
import type { Performed } from '#schemas/history.ts';
import { EventField, TimesFields, WindowFields } from './HistoryFields.tsx';
import { WhereFields } from './WhereFields.tsx';

type Props = { value: Performed; error: boolean; onChange: (value: Performed) => void };

/** An event, how often, in which time, and what it must be. */
export const PerformedEditor = ({ value, error, onChange }: Props) => {
  const within = (window: string | undefined): void => {
    const { within: _, ...rest } = value;
    onChange(window === undefined ? rest : { ...value, within: window });
  };
  return (
    <Box sx={{ display: 'grid', gap: 1 }}>
      <Box sx={{ display: 'flex', gap: 0.75, flexWrap: 'wrap' }}>
        <Box sx={{ flex: '1 1 160px', minWidth: 0, maxWidth: 260 }}>
          <EventField
            label="Event"
            value={value.event}
            error={error}
            onChange={(event) => onChange({ ...value, event })}
          />
        </Box>
        <TimesFields value={value} error={error} onChange={onChange} />
        <WindowFields value={value.within} error={error} onChange={within} />
      </Box>
      <WhereFields step={value} error={error} onChange={onChange} />
    </Box>
  );
};
