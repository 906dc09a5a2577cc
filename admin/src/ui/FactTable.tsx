import { Box, Typography } from '@mui/material';
import type { ReactNode } from 'react';

/** Names and values in two columns. */
export const FactTable = ({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) => (
  <Box
    component="dl"
    sx={{
      m: 0,
      display: 'grid',
      // a long name leaves its value room to be read
      gridTemplateColumns: 'fit-content(60%) 1fr',
      gap: 0.75,
      columnGap: 3,
    }}
  >
    {facts.map(([name, value]) => (
      <Box key={name} sx={{ display: 'contents' }}>
        <Typography component="dt" variant="body2" color="text.secondary" sx={{ minWidth: { sm: 110 } }}>
          {name}
        </Typography>
        <Typography component="dd" variant="body2" sx={{ m: 0, overflowWrap: 'anywhere' }}>
          {value}
        </Typography>
      </Box>
    ))}
  </Box>
);
