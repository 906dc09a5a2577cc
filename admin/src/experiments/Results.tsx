import { Alert, Box, Stack } from '@mui/material';
import { useGetOne } from 'react-admin';
import type { OverallVerdict, Report } from '#server/domain/statistics/types.ts';
import { bodyOf } from '../document/body.ts';
import type { DocumentRecord } from '../document/types.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { formatCount, formatP } from '../ui/format.ts';
import { Loaded } from '../ui/Loaded.tsx';
import { Section } from '../ui/Section.tsx';
import { Stat } from '../ui/Stat.tsx';
import { useView } from '../ui/use-view.ts';
import { MetricTable } from './MetricTable.tsx';

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

type Arms = { key: string; n: number }[];

const armsOf = ({ control, metrics }: Report): Arms => {
  const most = (n: (metric: Report['metrics'][number]) => number): number => Math.max(0, ...metrics.map(n));
  const others = metrics[0]?.variations.map(({ variation }) => variation) ?? [];
  const countOf = (key: string): number =>
    most(({ variations }) => variations.find(({ variation }) => variation === key)?.n ?? 0);
  return [
    { key: control, n: most((metric) => metric.control.n) },
    ...others.map((key) => ({ key, n: countOf(key) })),
  ];
};

const Cards = ({ report, nameOf }: { report: Report; nameOf: (key: string) => string }) => {
  const arms = armsOf(report);
  return (
    <Stack direction="row" useFlexGap sx={{ gap: 2, flexWrap: 'wrap' }}>
      <Stat
        label="Customers exposed"
        value={formatCount(arms.reduce((sum, { n }) => sum + n, 0))}
        hint={arms.map(({ key, n }) => `${nameOf(key)} ${formatCount(n)}`).join(' · ')}
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

const useNames = (experiment: string): ((key: string) => string) => {
  const { data } = useGetOne<DocumentRecord>('experiments', { id: experiment });
  const variations = bodyOf('experiment', data?.body)?.variations ?? [];
  return (key) => variations.find((variation) => variation.key === key)?.name ?? key;
};

/** The significance report: one sentence, then what it rests on. */
export const Results = ({ experiment }: { experiment: string }) => {
  const view = useView<Report>(`experiments/${encodeURIComponent(experiment)}/report`);
  const nameOf = useNames(experiment);
  return (
    <Loaded view={view}>
      {(report) =>
        report.metrics.length === 0 ? (
          <EmptyState
            title="No results yet"
            why="Results appear once the experiment runs and customers have been shown its variations."
          />
        ) : (
          <Stack spacing={2}>
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
        )
      }
    </Loaded>
  );
};
