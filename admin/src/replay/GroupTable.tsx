import { Table, TableBody, TableCell, TableHead, TableRow } from '@mui/material';
import type { ReplayGroup } from '#schemas/replay.ts';
import { DocumentName } from '../names/DocumentName.tsx';
import { formatCount, formatShare, humanize } from '../ui/format.ts';

/** Whose decisions change, the most affected first. */
export const GroupTable = ({ groups }: { groups: readonly ReplayGroup[] }) => (
  <Table size="small" aria-label="For whom">
    <TableHead>
      <TableRow>
        <TableCell>By</TableCell>
        <TableCell>Customers</TableCell>
        <TableCell align="right">Decisions</TableCell>
        <TableCell align="right">Changed</TableCell>
        <TableCell align="right">Share</TableCell>
      </TableRow>
    </TableHead>
    <TableBody>
      {groups.map(({ by, value, decisions, changed }) => (
        <TableRow key={`${by}/${value}`}>
          <TableCell>{humanize(by)}</TableCell>
          <TableCell component="th" scope="row">
            {by === 'segment' ? <DocumentName list="segments" of={value} /> : value}
          </TableCell>
          <TableCell align="right">{formatCount(decisions)}</TableCell>
          <TableCell align="right">{formatCount(changed)}</TableCell>
          <TableCell align="right">{formatShare(changed / decisions)}</TableCell>
        </TableRow>
      ))}
    </TableBody>
  </Table>
);
