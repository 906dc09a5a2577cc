import { Box, Stack, Table, TableBody, TableCell, TableHead, TableRow, Typography } from '@mui/material';
import type { ReplayPlacement } from '#schemas/replay.ts';
import { DocumentName } from '../names/DocumentName.tsx';
import { titleOf } from '../names/name-of.ts';
import { useNames } from '../names/use-names.ts';
import { formatCount, formatShare } from '../ui/format.ts';
import { Section } from '../ui/Section.tsx';
import { refusalsOf } from './refusals.ts';
import { ValueTable } from './ValueTable.tsx';

const Shown = ({ variant }: { variant: string | null }) =>
  variant === null ? '(not decided)' : <DocumentName list="variants" of={variant} />;

const Moves = ({ placement, moves, elements }: ReplayPlacement) => (
  <Table size="small" aria-label={`Changes on ${titleOf(useNames(), 'placements', placement)}`}>
    <TableHead>
      <TableRow>
        <TableCell>Was shown</TableCell>
        <TableCell>Would be shown</TableCell>
        <TableCell align="right">Times</TableCell>
        <TableCell align="right">Share</TableCell>
      </TableRow>
    </TableHead>
    <TableBody>
      {moves.map(({ from, to, elements: times }) => (
        <TableRow key={`${from}/${to}`}>
          <TableCell>
            <Shown variant={from} />
          </TableCell>
          <TableCell>
            <Shown variant={to} />
          </TableCell>
          <TableCell align="right">{formatCount(times)}</TableCell>
          <TableCell align="right">{formatShare(times / elements)}</TableCell>
        </TableRow>
      ))}
    </TableBody>
  </Table>
);

type ValuesProps = { values: ReplayPlacement['values']; currency: string; label: string };

/** The table of values, or one sentence a reason where none of them can be told. */
const Values = ({ values, ...rest }: ValuesProps) => {
  if (values.some(({ report }) => report.state !== 'refused'))
    return (
      <Box sx={{ overflowX: 'auto' }}>
        <ValueTable values={values} {...rest} />
      </Box>
    );
  return refusalsOf(values).map(([reason, names]) => (
    <Typography key={reason} variant="body2" color="text.secondary" sx={{ px: 2.5 }}>
      No estimate of {names.join(', ')}: {reason}.
    </Typography>
  ));
};

/** What would change on one placement, and what that is worth. */
export const PlacementSection = ({
  placement,
  currency,
}: {
  placement: ReplayPlacement;
  currency: string;
}) => {
  const { placement: key, changed, elements, moves, values } = placement;
  const name = titleOf(useNames(), 'placements', key);
  return (
    <Section
      title={name}
      hint={`${formatCount(changed)} of ${formatCount(elements)} change (${formatShare(changed / elements)})`}
      flush
    >
      <Stack spacing={2} sx={{ pb: 2 }}>
        {moves.length === 0 ? (
          <Typography variant="body2" color="text.secondary" sx={{ px: 2.5 }}>
            Every customer would have seen the same.
          </Typography>
        ) : (
          <Moves {...placement} />
        )}
        <Values values={values} currency={currency} label={`Value on ${name}`} />
      </Stack>
    </Section>
  );
};
