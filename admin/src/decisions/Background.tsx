import {
  Box,
  Button,
  Stack,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableRow,
  Typography,
} from '@mui/material';
import { useState } from 'react';
import type { ExperimentTrace, JourneyTrace, SegmentTrace, Trace } from '#server/domain/decisions/explain.ts';
import { TraceTree } from '../conditions/TraceTree.tsx';
import { JsonEditor } from '../editor/LazyEditor.tsx';
import { titleOf } from '../names/name-of.ts';
import { useNames } from '../names/use-names.ts';
import { FactTable } from '../ui/FactTable.tsx';
import { formatShare, formatTime, humanize } from '../ui/format.ts';
import { Scrollable } from '../ui/Scrollable.tsx';
import { Section } from '../ui/Section.tsx';
import { TraceCard } from './TraceCard.tsx';

const verdictWords = {
  preview: 'forced by a preview',
  listed: 'forced: on the list of testers',
  held: 'shown before',
  hash: 'by hash',
  not_running: 'not running now',
  no_key: 'what it splits by is unknown',
  earlier_version: 'shown under an earlier bucket version',
  audience: 'not in the audience',
  prerequisite: 'a prerequisite is not met',
  group_taken: 'in another experiment of the group',
  group: 'outside its part of the group',
  coverage: 'not covered',
  gate_closed: 'nothing was matched',
} as const satisfies Record<ExperimentTrace['verdict'], string>;

const Experiments = ({ experiments }: { experiments: readonly ExperimentTrace[] }) => (
  <Section title="Experiments" flush>
    <Scrollable label="All experiments">
      <Table size="small" aria-label="Experiments">
        <TableHead>
          <TableRow>
            <TableCell>Experiment</TableCell>
            <TableCell>Variation</TableCell>
            <TableCell>Why</TableCell>
            <TableCell align="right">Bucket</TableCell>
            <TableCell>Hash of</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {experiments.map((experiment) => (
            <TableRow key={experiment.key}>
              <TableCell component="th" scope="row">
                {experiment.name}
              </TableCell>
              <TableCell>{experiment.variation ?? '–'}</TableCell>
              <TableCell>{verdictWords[experiment.verdict]}</TableCell>
              <TableCell align="right">{experiment.bucket?.toFixed(4) ?? '–'}</TableCell>
              <TableCell>
                <code>
                  {experiment.seed} + {experiment.value ?? `no ${experiment.splitKey}`}
                </code>
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Scrollable>
  </Section>
);

const Segments = ({ segments }: { segments: readonly SegmentTrace[] }) => (
  <Section title="Segments">
    {segments.map(({ key, name, member, conditions }) => (
      <TraceCard
        key={key}
        title={name}
        chip={member ? { label: 'member', color: 'success' } : { label: 'not a member', color: 'default' }}
      >
        <TraceTree trace={conditions} />
      </TraceCard>
    ))}
  </Section>
);

const Journeys = ({ journeys }: { journeys: readonly JourneyTrace[] }) => {
  const nameOf = useNames();
  return (
    <Section title="Journeys">
      <FactTable
        facts={journeys.map(({ key, state, since }) => [
          titleOf(nameOf, 'journeys', key),
          `${humanize(state)}, since ${formatTime(since)}`,
        ])}
      />
    </Section>
  );
};

const Goals = ({ goals }: Pick<Trace, 'goals'>) => (
  <Section title="Goals">
    {goals.length === 0 && <Typography variant="body2">None were asked for.</Typography>}
    <FactTable
      facts={goals.map(({ name, metric, share }) => [humanize(name), `${formatShare(share, 0)} · ${metric}`])}
    />
  </Section>
);

/** All of the facts, which are long: shown when they are asked for. */
const Facts = ({ facts }: Pick<Trace, 'facts'>) => {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="small" aria-expanded={open} onClick={() => setOpen(!open)} sx={{ mx: 2, mb: 1.5 }}>
        {open ? 'Hide the facts' : 'Show the facts'}
      </Button>
      {open && <JsonEditor label="Facts as JSON" value={JSON.stringify(facts, null, 2)} />}
    </>
  );
};

/** What a decision rested on besides the rules. */
export const Background = ({ trace }: { trace: Trace }) => (
  <>
    {trace.experiments.length > 0 && <Experiments experiments={trace.experiments} />}
    <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: '1fr', md: '1fr 1fr' } }}>
      <Stack spacing={2}>
        <Goals goals={trace.goals} />
        {trace.journeys.length > 0 && <Journeys journeys={trace.journeys} />}
      </Stack>
      {trace.segments.length > 0 && <Segments segments={trace.segments} />}
    </Box>
    <Section title="Facts" hint="everything a condition could read" flush>
      <Facts facts={trace.facts} />
    </Section>
  </>
);
