import { Box, Card, Stack, Typography } from '@mui/material';
import { type ReactNode, useId } from 'react';

type Props = { title: string; hint?: ReactNode; actions?: ReactNode; flush?: boolean; children: ReactNode };

/** A titled card; `flush` lets a table reach its edges. */
export const Section = ({ title, hint, actions, flush = false, children }: Props) => {
  const heading = useId();
  return (
    <Card component="section" aria-labelledby={heading} sx={{ overflow: 'hidden' }}>
      <Stack
        direction="row"
        useFlexGap
        sx={{ px: 2.5, pt: 2, pb: 1, columnGap: 1, alignItems: 'center', flexWrap: 'wrap' }}
      >
        <Typography variant="h2" id={heading} sx={{ overflowWrap: 'anywhere' }}>
          {title}
        </Typography>
        <Typography variant="body2" color="text.secondary" component="span">
          {hint}
        </Typography>
        <Box sx={{ flexGrow: 1 }} />
        {actions}
      </Stack>
      <Box sx={flush ? { overflowX: 'auto' } : { px: 2.5, pb: 2.5 }}>{children}</Box>
    </Card>
  );
};
