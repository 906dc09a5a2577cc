import { Stack, Typography } from '@mui/material';
import { formatCount } from '../ui/format.ts';
import { progressPhrase } from './progress-phrase.ts';
import type { Progress, Size } from './types.ts';

type Props = { size: Pick<Size, 'customers' | 'customers_before'>; recompute: Progress | null };

/**
 * How many are in a segment. While everyone is computed anew the number would move: the last complete one stands until
 * then, with how far that has come beside it.
 */
export const SizeNow = ({ size: { customers, customers_before: before }, recompute }: Props) =>
  recompute?.state !== 'running' ? (
    formatCount(customers)
  ) : (
    <Stack component="span" sx={{ display: 'inline-flex' }}>
      <span>{before === null ? '–' : formatCount(before)}</span>
      <Typography component="span" variant="caption" color="text.secondary">
        {progressPhrase(recompute)}
        {customers !== before && `, ${formatCount(customers)} so far`}
      </Typography>
    </Stack>
  );
