import { Stack, Table, TableBody, TableCell, TableHead, TableRow, Typography } from '@mui/material';
import type { Experiment } from '#schemas/experiment.ts';
import { conditionSentence } from '../conditions/sentence.ts';
import { FactTable } from '../ui/FactTable.tsx';
import { formatShare, formatTime, humanize } from '../ui/format.ts';
import { Section } from '../ui/Section.tsx';

const showsOf = (variants: Record<string, string>): string =>
  Object.entries(variants)
    .map(([placement, variant]) => `“${variant}” in ${humanize(placement)}`)
    .join(', ') || 'what is decided as usual';

const Variations = ({ body }: { body: Experiment }) => (
  <Table size="small" aria-label="Variations">
    <TableHead>
      <TableRow>
        <TableCell>Variation</TableCell>
        <TableCell align="right">Share</TableCell>
        <TableCell>Shows</TableCell>
      </TableRow>
    </TableHead>
    <TableBody>
      {body.variations.map(({ key, name, weight, variants }) => (
        <TableRow key={key}>
          <TableCell>
            {name}
            {key === body.control && ' (control)'}
          </TableCell>
          <TableCell align="right">{formatShare(weight, 0)}</TableCell>
          <TableCell>{showsOf(variants)}</TableCell>
        </TableRow>
      ))}
    </TableBody>
  </Table>
);

export const ExperimentSummary = ({ body }: { body: Experiment }) => (
  <Stack spacing={2}>
    <Section title="Hypothesis">
      <Typography variant="body2">{body.hypothesis ?? 'None was written down.'}</Typography>
    </Section>
    <Section title="Variations" flush>
      <Variations body={body} />
    </Section>
    <Section title="Set-up">
      <FactTable
        facts={[
          ['Status', body.status],
          ['Audience', body.audience ? conditionSentence(body.audience) : 'everyone'],
          ['Coverage', `${formatShare(body.coverage, 0)} of the audience`],
          ['Begins', formatTime(body.schedule?.from)],
          ['Ends', formatTime(body.schedule?.until)],
          ['Judged by', body.metrics.map(({ metric, role }) => `${humanize(metric)} (${role})`).join(', ')],
        ]}
      />
    </Section>
  </Stack>
);
