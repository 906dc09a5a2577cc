import { Table, TableBody, TableCell, TableHead, TableRow } from '@mui/material';
import { formatCount, formatShare } from '../ui/format.ts';
import type { AnalyticsRow } from './types.ts';

/** The share of exposures that led to something; nothing to say without exposures. */
const rate = (count: number, exposures: number): string =>
  exposures === 0 ? '–' : formatShare(count / exposures, 2);

/** The variants of a placement with their rates. */
export const RateTable = ({ rows }: { rows: readonly AnalyticsRow[] }) => (
  <Table size="small">
    <TableHead>
      <TableRow>
        <TableCell>Variant</TableCell>
        <TableCell align="right">Decisions</TableCell>
        <TableCell align="right">Exposures</TableCell>
        <TableCell align="right">Clicks</TableCell>
        <TableCell align="right">Click rate</TableCell>
        <TableCell align="right">Conversions</TableCell>
        <TableCell align="right">Conversion rate</TableCell>
      </TableRow>
    </TableHead>
    <TableBody>
      {rows.map(({ variant, decisions, exposures, clicks, conversions }) => (
        <TableRow key={variant}>
          <TableCell component="th" scope="row">
            {variant}
          </TableCell>
          <TableCell align="right">{formatCount(decisions)}</TableCell>
          <TableCell align="right">{formatCount(exposures)}</TableCell>
          <TableCell align="right">{formatCount(clicks)}</TableCell>
          <TableCell align="right">{rate(clicks, exposures)}</TableCell>
          <TableCell align="right">{formatCount(conversions)}</TableCell>
          <TableCell align="right">{rate(conversions, exposures)}</TableCell>
        </TableRow>
      ))}
    </TableBody>
  </Table>
);
