import { Stack, Table, TableBody, TableCell, TableHead, TableRow, Typography } from '@mui/material';
import type { Experiment } from '#schemas/experiment.ts';
import { type Ramp, rampStarts } from '#schemas/ramp.ts';
import { conditionSentence } from '../conditions/sentence.ts';
import { type NameOf, quotedName, titleOf } from '../names/name-of.ts';
import { useNames } from '../names/use-names.ts';
import { FactTable } from '../ui/FactTable.tsx';
import { formatShare, formatTime, humanize } from '../ui/format.ts';
import { Section } from '../ui/Section.tsx';
import { scheduleSentence } from '../ui/schedule-sentence.ts';

const showsOf = (variants: Record<string, string>, nameOf: NameOf): string =>
  Object.entries(variants)
    .map(
      ([placement, variant]) =>
        `${quotedName(nameOf, 'variants', variant)} in ${titleOf(nameOf, 'placements', placement)}`,
    )
    .join(', ') || 'what is decided as usual';

const Variations = ({ body }: { body: Experiment }) => {
  const nameOf = useNames();
  return (
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
            <TableCell>{showsOf(variants, nameOf)}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
};

const rampSentence = ({ steps, rollback }: Ramp): string => {
  const starts = rampStarts(steps);
  const phrases = steps.map(({ coverage }, index) => {
    const start = starts[index] ?? null;
    return `${formatShare(coverage, 0)} from ${formatTime(start === null ? null : new Date(start))}`;
  });
  return `${phrases.join(', ')}${rollback ? '; stops when a guardrail loses' : ''}`;
};

const rangesOf = ({ key, ranges }: NonNullable<Experiment['group']>): string =>
  `“${key}”, ${ranges.map(([start, end]) => `${start}–${end}`).join(' and ')}`;

/** What most experiments do without is left out where it is absent. */
const optionalFacts = (body: Experiment, nameOf: NameOf): [string, string][] => {
  const { ramp, splitKey, bucketVersion, prerequisites, group, forcedVariations } = body;
  const facts: [string, string | false | undefined][] = [
    ['Ramp-up', ramp && rampSentence(ramp)],
    ['Split by', splitKey !== 'customer' && splitKey],
    ['Bucket version', bucketVersion > 0 && String(bucketVersion)],
    [
      'Requires',
      prerequisites
        .map(
          ({ experiment, variations }) =>
            `${nameOf('experiments', experiment) ?? experiment}: ${variations.join(' or ')}`,
        )
        .join(', '),
    ],
    ['Exclusion group', group && rangesOf(group)],
    ['Testers', Object.keys(forcedVariations).join(', ')],
  ];
  return facts.filter((fact): fact is [string, string] => Boolean(fact[1]));
};

export const ExperimentSummary = ({ body }: { body: Experiment }) => {
  const nameOf = useNames();
  return (
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
            ['Audience', body.audience ? conditionSentence(body.audience, nameOf) : 'everyone'],
            ['Coverage', `${formatShare(body.coverage, 0)} of the audience`],
            ...optionalFacts(body, nameOf),
            ['Runs', scheduleSentence(body.schedule)],
            ['Judged by', body.metrics.map(({ metric, role }) => `${humanize(metric)} (${role})`).join(', ')],
          ]}
        />
      </Section>
    </Stack>
  );
};
