import { Alert, Box, Stack } from '@mui/material';
import type { OverallVerdict, Report } from '#server/domain/statistics/types.ts';
import { bodyOf } from '../document/body.ts';
import type { DocumentRecord } from '../document/types.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { formatCount, formatP, formatTime } from '../ui/format.ts';
import { Loaded } from '../ui/Loaded.tsx';
import { Section } from '../ui/Section.tsx';
import { Stat } from '../ui/Stat.tsx';
import { useView } from '../ui/use-view.ts';
import { MetricTable } from './MetricTable.tsx';
import type { ExperimentReport } from './types.ts';

const severities = {
  better: 'success',
  worse: 'error',
  mixed: 'warning',
  unclear: 'info',
  'too-little-data': 'info',
  'do-not-decide': 'error',
} as const satisfies Record<OverallVerdict['state'], string>;

const Verdict = ({ verdict, nameOf }: { verdict: OverallVerdict; nameOf: (key: string) => string }) => (
  <Alert severity={severities[verdict.state]} variant="outlined" sx={{ fontSize: '1rem', fontWeight: 600 }}>
    {verdict.sentence.replace(/"([^"]+)"/g, (_, key: string) => `“${nameOf(key)}”`)}
  </Alert>
);

const splitWords = { ok: 'As planned', mismatch: 'Broken', 'too-few': 'Too early to say' } as const;

const SplitStat = ({ sampleRatio }: Pick<Report, 'sampleRatio'>) => (
  <Stat
    label="Traffic split"
    value={splitWords[sampleRatio.state]}
    hint={
      sampleRatio.state === 'too-few' ? sampleRatio.reason : `sample ratio p ${formatP(sampleRatio.pValue)}`
    }
  />
);

const Cards = ({ report, nameOf }: { report: ExperimentReport; nameOf: (key: string) => string }) => {
  const { exposed } = report;
  return (
    <Stack direction="row" useFlexGap sx={{ gap: 2, flexWrap: 'wrap' }}>
      <Stat
        label="Customers exposed"
        value={formatCount(exposed.reduce((sum, { customers }) => sum + customers, 0))}
        hint={exposed
          .map(({ variation, customers }) => `${nameOf(variation)} ${formatCount(customers)}`)
          .join(' · ')}
      />
      <SplitStat sampleRatio={report.sampleRatio} />
      <Stat
        label="Confidence level"
        value={`${report.confidenceLevel * 100}%`}
        hint="two-sided, at a fixed horizon"
      />
    </Stack>
  );
};

const nothingYet = (
  <EmptyState
    title="No results yet"
    why="Results appear once the experiment runs and customers have been shown its variations."
  />
);

/** Only an experiment that is in force and has run can be reported on. */
const hasRun = ({ live }: DocumentRecord): boolean => {
  const experiment = live ? bodyOf('experiment', live.body) : undefined;
  return experiment !== undefined && experiment.status !== 'draft';
};

/** The significance report: one sentence, then what it rests on. */
export const Results = ({ record }: { record: DocumentRecord }) => {
  const ran = hasRun(record);
  const view = useView<ExperimentReport>(
    ran ? `experiments/${encodeURIComponent(record.key)}/report` : undefined,
  );
  const variations = bodyOf('experiment', record.live?.body)?.variations ?? [];
  const nameOf = (key: string): string => variations.find((variation) => variation.key === key)?.name ?? key;
  if (!ran) return nothingYet;
  return (
    <Loaded view={view}>
      {(report) => (
        <Stack spacing={2}>
          {report.stopped && (
            <Alert severity="error" variant="filled">
              {`${formatTime(report.stopped.at)}: ${report.stopped.reason}`}
            </Alert>
          )}
          <Verdict verdict={report.verdict} nameOf={nameOf} />
          <Cards report={report} nameOf={nameOf} />
          <Section
            title="Effect on each metric"
            hint="Bars are the interval of the relative change against the control."
            flush
          >
            <Box sx={{ pb: 1 }}>
              <MetricTable report={report} nameOf={nameOf} />
            </Box>
          </Section>
        </Stack>
      )}
    </Loaded>
  );
};
