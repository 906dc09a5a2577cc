import { Box, Typography } from '@mui/material';
import type { ReactNode } from 'react';

type Props = { title: string; why: string; action?: ReactNode };

/** Says what is not there, why one would want it, and the one thing to do about it. */
export const EmptyState = ({ title, why, action }: Props) => (
  <Box sx={{ display: 'grid', justifyItems: 'center', textAlign: 'center', px: 3, py: 6 }}>
    <Typography variant="h2" component="p" gutterBottom>
      {title}
    </Typography>
    <Typography variant="body2" color="text.secondary" sx={{ maxWidth: 512, mb: action ? 2.5 : 0 }}>
      {why}
    </Typography>
    {action}
  </Box>
);
