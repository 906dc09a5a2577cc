import { Table, TableBody, TableCell, TableHead, TableRow } from '@mui/material';
import type { AnalyticsReport, Figures } from '#schemas/analytics.ts';
import { DocumentName } from '../names/DocumentName.tsx';
import { formatCount, formatShare } from '../ui/format.ts';

type Placement = AnalyticsReport['placements'][number];

const FigureCells = ({ figures }: { figures: Figures }) => (
  <>
    <TableCell align="right">{formatCount(figures.decisions)}</TableCell>
    <TableCell align="right">{formatCount(figures.exposures)}</TableCell>
    <TableCell align="right">{formatCount(figures.clicks)}</TableCell>
    <TableCell align="right">{formatShare(figures.click_rate, 2)}</TableCell>
    <TableCell align="right">{formatCount(figures.conversions)}</TableCell>
    <TableCell align="right">{formatShare(figures.conversion_rate, 2)}</TableCell>
  </>
);

/** The variants of a placement with their rates, and the placement as a whole. */
export const RateTable = ({ placement }: { placement: Placement }) => (
  <Table size="small" aria-label={`Variants of ${placement.placement}`}>
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
      {placement.variants.map(({ variant, ...figures }) => (
        <TableRow key={variant}>
          <TableCell component="th" scope="row">
            <DocumentName list="variants" of={variant} />
          </TableCell>
          <FigureCells figures={figures} />
        </TableRow>
      ))}
      <TableRow sx={{ '& > *': { fontWeight: 650 } }}>
        <TableCell component="th" scope="row">
          all of them
        </TableCell>
        <FigureCells figures={placement} />
      </TableRow>
    </TableBody>
  </Table>
);
