import { Chip } from '@mui/material';
import type { OverallVerdict } from '#server/domain/statistics/types.ts';

const verdicts = {
  better: { label: 'better', color: 'success' },
  worse: { label: 'worse', color: 'error' },
  mixed: { label: 'mixed', color: 'warning' },
  unclear: { label: 'unclear', color: 'default' },
  'too-little-data': { label: 'too little data', color: 'default' },
  'do-not-decide': { label: 'do not decide', color: 'error' },
} as const satisfies Record<OverallVerdict['state'], { label: string; color: string }>;

/** The report's verdict in a word. */
export const VerdictChip = ({ verdict }: { verdict: OverallVerdict['state'] }) => (
  <Chip size="small" variant="outlined" {...verdicts[verdict]} />
);
