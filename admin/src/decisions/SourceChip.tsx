import { Chip } from '@mui/material';
import type { Source } from '#server/domain/decisions/types.ts';
import { humanize } from '../ui/format.ts';

const colors = {
  default: 'default',
  rule: 'primary',
  journey: 'info',
  experiment: 'warning',
  model: 'success',
  holdout: 'default',
  no_consent: 'default',
} as const satisfies Record<Source, string>;

/** What decided an element. */
export const SourceChip = ({ source }: { source: Source }) => (
  <Chip size="small" variant="outlined" color={colors[source]} label={humanize(source)} />
);
