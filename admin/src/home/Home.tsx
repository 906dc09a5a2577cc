import { Button, Stack, Typography } from '@mui/material';
import { Link } from 'react-router';
import { useEnvironment } from '../environment.ts';
import { formatCount, formatShare } from '../ui/format.ts';
import { Loaded } from '../ui/Loaded.tsx';
import { PageHeader } from '../ui/PageHeader.tsx';
import { RecordLink } from '../ui/RecordLink.tsx';
import { Section } from '../ui/Section.tsx';
import { Stat } from '../ui/Stat.tsx';
import { Checklist } from './Checklist.tsx';
import { DemoNotice } from './DemoNotice.tsx';
import { IdleRules } from './IdleRules.tsx';
import type { Overview } from './types.ts';
import { useOverview } from './use-overview.ts';

const inThirtyDays = (rate: number | null, of: string): string =>
  rate === null ? 'in 30 days' : `in 30 days, ${formatShare(rate)} ${of}`;

const Numbers = ({ overview }: { overview: Overview }) => {
  const { customers, decisions24h, events24h, release, analytics } = overview;
  const { totals } = analytics;
  return (
    <Stack direction="row" useFlexGap sx={{ gap: 2, flexWrap: 'wrap' }}>
      <Stat label="Customers" value={formatCount(customers)} />
      <Stat label="Decisions" value={formatCount(decisions24h)} hint="in the last 24 hours" />
      <Stat label="Events" value={formatCount(events24h)} hint="received in the last 24 hours" />
      <Stat
        label="Shown"
        value={formatCount(totals.exposures)}
        hint={inThirtyDays(totals.click_rate, 'clicked')}
      />
      <Stat
        label="Conversions"
        value={formatCount(totals.conversions)}
        hint={inThirtyDays(totals.conversion_rate, 'of those shown')}
      />
      <Stat label="Release in force" value={release.number === 0 ? 'none' : release.number} />
    </Stack>
  );
};

const Running = ({ runningExperiments }: Pick<Overview, 'runningExperiments'>) => (
  <Section
    title="Running experiments"
    actions={
      <Button component={Link} to="/experiments" size="small">
        All experiments
      </Button>
    }
  >
    {runningExperiments.length === 0 && <Typography variant="body2">None is running.</Typography>}
    <Stack spacing={0.75}>
      {runningExperiments.map(({ key, name }) => (
        <Typography key={key} variant="body2">
          <RecordLink resource="experiments" id={key}>
            {name}
          </RecordLink>
        </Typography>
      ))}
    </Stack>
  </Section>
);

export const Home = () => {
  const environment = useEnvironment();
  const view = useOverview();
  return (
    <>
      <PageHeader title="Home" subtitle={`What is going on in ${environment}.`} />
      <Loaded view={view}>
        {(overview) => (
          <Stack spacing={2} sx={{ pb: 4 }}>
            <DemoNotice />
            <IdleRules />
            <Numbers overview={overview} />
            <Running runningExperiments={overview.runningExperiments} />
            <Checklist overview={overview} />
          </Stack>
        )}
      </Loaded>
    </>
  );
};
