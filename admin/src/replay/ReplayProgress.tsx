import { Box, Button, LinearProgress, Stack, Typography } from '@mui/material';
import { useState } from 'react';
import { apiRoot, callApi } from '../api.ts';
import { formatCount } from '../ui/format.ts';
import type { Job } from './types.ts';

/** How far a replay has come, and the way to stop it. */
export const ReplayProgress = ({ job, refetch }: { job: Job; refetch: () => unknown }) => {
  const [stopping, setStopping] = useState(false);
  const { done, total } = job.progress;
  const text = total === 0 ? 'Counting decisions' : `${formatCount(done)} of ${formatCount(total)} decisions`;
  const cancel = async (): Promise<void> => {
    setStopping(true);
    await callApi(`${apiRoot}/replay/${job.id}`, { method: 'DELETE' }).catch(() => setStopping(false));
    await refetch();
  };
  return (
    <Stack direction="row" sx={{ gap: 2, alignItems: 'center' }}>
      <Box sx={{ flexGrow: 1 }}>
        <LinearProgress
          aria-label="Replay"
          variant={total === 0 ? 'indeterminate' : 'determinate'}
          value={total === 0 ? 0 : (100 * done) / total}
        />
        <Typography variant="body2" color="text.secondary" role="status" sx={{ mt: 0.5 }}>
          {text}
        </Typography>
      </Box>
      <Button onClick={() => void cancel()} disabled={stopping}>
        {stopping ? 'Stopping' : 'Cancel'}
      </Button>
    </Stack>
  );
};
