import { Box } from '@mui/material';
import type { ReactNode } from 'react';

/** Running text in a cell: never a column of single words, however narrow the screen. */
export const Sentence = ({ children }: { children: ReactNode }) => (
  <Box sx={{ minWidth: 240, overflowWrap: 'anywhere' }}>{children}</Box>
);
