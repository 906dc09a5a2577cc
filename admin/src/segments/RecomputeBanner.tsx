import { Alert, Box, LinearProgress } from '@mui/material';
import { formatCount } from '../ui/format.ts';
import { useView } from '../ui/use-view.ts';
import type { Progress } from './types.ts';

const everyMs = 2000;

/** How far everyone's memberships have been computed anew, as long as that goes on. */
export const RecomputeBanner = () => {
  const { value } = useView<{ recompute: Progress | null }>('segment-recompute', {
    refetchInterval: everyMs,
  });
  const recompute = value?.recompute;
  if (recompute?.state !== 'running') return null;
  const { done, total } = recompute;
  const told = `Memberships are computed anew: ${formatCount(done)} of ${formatCount(total)} customers.`;
  return (
    <Alert severity="info" variant="outlined" role="status" sx={{ mb: 2 }}>
      {told} Sizes change until then; decisions are right already.
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
