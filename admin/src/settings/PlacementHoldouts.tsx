import { Table, TableBody, TableCell, TableHead, TableRow, Typography } from '@mui/material';
import type { DocumentRecord } from '../document/types.ts';
import { useDocuments } from '../document/use-documents.ts';
import { formatShare } from '../ui/format.ts';
import { RecordLink } from '../ui/RecordLink.tsx';

const shareOf = ({ body }: DocumentRecord): number => {
  const { holdoutShare } = (body ?? {}) as { holdoutShare?: unknown };
  return typeof holdoutShare === 'number' ? holdoutShare : 0;
};

/** Customers whom one of two independent holdouts keeps out. */
const together = (one: number, other: number): number => 1 - (1 - one) * (1 - other);

/** The holdouts of single placements, with what they come to beside the one of the whole project. */
export const PlacementHoldouts = ({ everywhere }: { everywhere: number }) => {
  const placements = useDocuments('placements').filter((placement) => shareOf(placement) > 0);
  if (placements.length === 0)
    return (
      <Typography variant="body2" color="text.secondary" sx={{ mt: 2 }}>
        No placement has a holdout of its own. It is set on the placement.
      </Typography>
    );
  return (
    <Table size="small" aria-label="Holdouts of placements" sx={{ mt: 2 }}>
      <TableHead>
        <TableRow>
          <TableCell>Placement</TableCell>
          <TableCell align="right">Its own holdout</TableCell>
          <TableCell align="right">Get the default there</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {placements.map((placement) => (
          <TableRow key={placement.id}>
            <TableCell>
              <RecordLink resource="placements" id={placement.id}>
                {placement.name}
              </RecordLink>
            </TableCell>
            <TableCell align="right">{formatShare(shareOf(placement))}</TableCell>
            <TableCell align="right">{formatShare(together(everywhere, shareOf(placement)))}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
};
