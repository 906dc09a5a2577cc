import { Box } from '@mui/material';
import type { ReactNode } from 'react';

/** Scrolls sideways what is too wide for its place, by keyboard too. */
export const Scrollable = ({ label, children }: { label: string; children: ReactNode }) => (
  <Box role="region" aria-label={label} tabIndex={0} sx={{ overflowX: 'auto' }}>
    {children}
  </Box>
);
