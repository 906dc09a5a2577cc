import { Box, Stack, Table, TableBody, TableCell, TableHead, TableRow, Typography } from '@mui/material';
import type { ElementTrace } from '#server/domain/decisions/explain.ts';
import type { Candidate } from '#server/domain/decisions/types.ts';
import { DocumentName } from '../names/DocumentName.tsx';
import { titleOf } from '../names/name-of.ts';
import { useNames } from '../names/use-names.ts';
import { formatCount, formatShare, humanize } from '../ui/format.ts';
import { Scrollable } from '../ui/Scrollable.tsx';
import { Section } from '../ui/Section.tsx';
import { SourceChip } from './SourceChip.tsx';

const score = (value: number): string => value.toFixed(3);

const Candidates = ({ candidates, chosen }: { candidates: readonly Candidate[]; chosen: string }) => (
  <Scrollable label="All candidates">
    <Table size="small" aria-label="Candidates">
      <TableHead>
        <TableRow>
          <TableCell>Candidate</TableCell>
          <TableCell align="right">Model</TableCell>
          <TableCell align="right">Rules</TableCell>
          <TableCell align="right">Score</TableCell>
          <TableCell align="right">Drawn with</TableCell>
          <TableCell align="right">Chance to be best</TableCell>
          <TableCell align="right">Exposures</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {candidates.map((candidate) => (
          <TableRow key={candidate.variant} selected={candidate.variant === chosen}>
            <TableCell
              component="th"
              scope="row"
              sx={{ minWidth: 150, fontWeight: candidate.variant === chosen ? 700 : 400 }}
            >
              <DocumentName list="variants" of={candidate.variant} />
              {candidate.variant === chosen && ' (chosen)'}
            </TableCell>
            <TableCell align="right">{score(candidate.model)}</TableCell>
            <TableCell align="right">{score(candidate.rules)}</TableCell>
            <TableCell align="right">{score(candidate.score)}</TableCell>
            <TableCell align="right">{formatShare(candidate.probability)}</TableCell>
            <TableCell align="right">
              {candidate.confidence === null ? 'no data' : formatShare(candidate.confidence)}
            </TableCell>
            <TableCell align="right">{formatCount(candidate.exposures)}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  </Scrollable>
);

const Rejected = ({ rejected }: Pick<ElementTrace, 'rejected'>) => {
  const nameOf = useNames();
  return (
    <Typography variant="body2" color="text.secondary">
      Left out:{' '}
      {rejected
        .map(({ variant, because }) => `${nameOf('variants', variant) ?? variant} (${humanize(because)})`)
        .join(', ')}
    </Typography>
  );
};

/** One placement: what was shown, why, and what it competed with. */
export const ElementSection = ({ element }: { element: ElementTrace }) => {
  const { placement, variant, source, propensity, candidates, rejected, reasons } = element;
  const nameOf = useNames();
  return (
    <Section
      title={`${titleOf(nameOf, 'placements', placement)}: ${nameOf('variants', variant) ?? variant}`}
      hint={`drawn with probability ${formatShare(propensity)}`}
      actions={<SourceChip source={source} />}
    >
      <Stack spacing={1.5}>
        <Box component="ul" sx={{ m: 0, pl: 2.5 }}>
          {reasons.map(({ code, message }) => (
            <Typography component="li" variant="body2" key={`${code}${message}`}>
              {message}
            </Typography>
          ))}
        </Box>
        {candidates.length > 0 && <Candidates candidates={candidates} chosen={variant} />}
        {rejected.length > 0 && <Rejected rejected={rejected} />}
      </Stack>
    </Section>
  );
};
