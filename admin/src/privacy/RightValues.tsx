import { Box } from '@mui/material';
import { humanize } from '../ui/format.ts';
import type { RequestRecord } from './types.ts';

const shown = (value: unknown): string => {
  if (value === null) return 'removed';
  return typeof value === 'string' ? `“${value}”` : JSON.stringify(value);
};

/** What a rectification puts in the place of what is kept. */
export const RightValues = ({ traits }: { traits: NonNullable<RequestRecord['traits']> }) => (
  <Box component="ul" sx={{ m: 0, pl: 2.5 }}>
    {Object.entries(traits).map(([name, value]) => (
      <li key={name}>
        {humanize(name)}: {shown(value)}
      </li>
    ))}
  </Box>
);
