import { Stack, Table, TableBody, TableCell, TableHead, TableRow, Typography } from '@mui/material';
import type { Source } from '#server/domain/decisions/types.ts';
import { SourceChip } from '../decisions/SourceChip.tsx';
import { DocumentName } from '../names/DocumentName.tsx';
import { useNames } from '../names/use-names.ts';
import { RecordLink } from '../ui/RecordLink.tsx';
import { Time } from '../ui/Time.tsx';
import type { Example } from './types.ts';

const Side = ({ side }: { side: Example['before'] }) => {
  const nameOf = useNames();
  return side === null ? (
    <Typography variant="body2" color="text.secondary">
      not decided
    </Typography>
  ) : (
    <Stack spacing={0.5}>
      <Stack direction="row" useFlexGap sx={{ gap: 1, alignItems: 'center', flexWrap: 'wrap' }}>
        <strong>{nameOf('variants', side.variant) ?? side.variant}</strong>
        <SourceChip source={side.source as Source} />
      </Stack>
      {side.reasons.map((reason) => (
        <Typography key={reason} variant="caption" color="text.secondary" component="div">
          {reason}
        </Typography>
      ))}
    </Stack>
  );
};

/** Some decisions side by side with what would have been decided. */
export const ExampleTable = ({ examples }: { examples: readonly Example[] }) => (
  <Table size="small" aria-label="Examples">
    <TableHead>
      <TableRow>
        <TableCell>Decision</TableCell>
        <TableCell>Placement</TableCell>
        <TableCell>As it was</TableCell>
        <TableCell>With this release</TableCell>
      </TableRow>
    </TableHead>
    <TableBody>
      {examples.map(({ decision, at, placement, before, after }) => (
        <TableRow key={`${decision}/${placement}`} sx={{ verticalAlign: 'top' }}>
          <TableCell component="th" scope="row">
            <RecordLink resource="decisions" id={decision}>
              <Time at={at} />
            </RecordLink>
          </TableCell>
          <TableCell>
            <DocumentName list="placements" of={placement} />
          </TableCell>
          <TableCell>
            <Side side={before} />
          </TableCell>
          <TableCell>
            <Side side={after} />
          </TableCell>
        </TableRow>
      ))}
    </TableBody>
  </Table>
);
