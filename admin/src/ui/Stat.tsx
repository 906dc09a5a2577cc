import { Card, Typography } from '@mui/material';
import type { ReactNode } from 'react';

/** One number with its name and what it means. */
export const Stat = ({ label, value, hint }: { label: string; value: ReactNode; hint?: ReactNode }) => (
  <Card sx={{ p: 2, flex: '1 1 150px', minWidth: 0 }}>
    <Typography variant="body2" color="text.secondary">
      {label}
    </Typography>
    <Typography component="p" sx={{ fontSize: '1.5rem', fontWeight: 700, lineHeight: 1.4 }}>
      {value}
    </Typography>
    {hint && (
      <Typography variant="caption" color="text.secondary" component="div">
        {hint}
      </Typography>
    )}
  </Card>
);
