import { Alert, Box, LinearProgress } from '@mui/material';
import { formatCount } from '../ui/format.ts';
import { useProgress } from './use-recompute.ts';

/** How far everyone's memberships have been computed anew, as long as that goes on. */
export const RecomputeBanner = () => {
  const { recompute } = useProgress();
  if (recompute?.state !== 'running') return null;
  const { done, total } = recompute.counting ?? recompute;
  const what = recompute.counting ? 'Histories are counted' : 'Memberships are computed anew';
  const told = `${what}: ${formatCount(done)} of ${formatCount(total)} customers.`;
  return (
    <Alert
      severity="info"
      variant="outlined"
      role="status"
      sx={{ my: 2, '& .MuiAlert-message': { flexGrow: 1 } }}
    >
      {told} Until then the last complete sizes are shown; decisions are right already.
      <Box sx={{ pt: 1 }}>
        <LinearProgress
          variant="determinate"
          aria-label={told}
          value={total === 0 ? 100 : (100 * done) / total}
        />
      </Box>
    </Alert>
  );
};
