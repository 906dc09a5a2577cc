import { Chip, Stack } from '@mui/material';
import { useDemo } from '../home/use-demo.ts';
import { DemoChip } from '../ui/DemoChip.tsx';
import type { DocumentRecord } from './types.ts';

const DemoMark = () => <DemoChip stays={useDemo() === false} />;

/** Live, draft or both, and whether it came with the demo. */
export const StatusChips = ({ record }: { record: DocumentRecord }) => (
  <Stack direction="row" useFlexGap sx={{ gap: 0.75, flexWrap: 'wrap' }} component="span">
    {record.live && (
      <Chip
        size="small"
        variant="outlined"
        color="success"
        label={`live · revision ${record.live.revision}`}
      />
    )}
    {record.draft && (
      <Chip
        size="small"
        variant="outlined"
        color="warning"
        label={record.draft.state === 'archived' ? 'to be archived' : 'draft'}
      />
    )}
    {record.status === 'archived' && <Chip size="small" variant="outlined" label="archived" />}
    {record.demo && <DemoMark />}
  </Stack>
);
