import { Stack } from '@mui/material';
import { useEnvironment } from '../environment.ts';
import { formatCount } from '../ui/format.ts';
import { Loaded } from '../ui/Loaded.tsx';
import { PageHeader } from '../ui/PageHeader.tsx';
import { Stat } from '../ui/Stat.tsx';
import { useView } from '../ui/use-view.ts';
import { Checklist } from './Checklist.tsx';
import type { Overview } from './types.ts';

const count = (n: number | undefined): string => (n === undefined ? '–' : formatCount(n));

const Numbers = ({ overview }: { overview: Overview }) => (
  <Stack direction="row" useFlexGap sx={{ gap: 2, flexWrap: 'wrap' }}>
    <Stat label="Customers" value={count(overview.customers)} />
    <Stat label="Decisions" value={count(overview.decisions)} />
    <Stat label="Exposures" value={count(overview.exposures)} />
    <Stat label="Conversions" value={count(overview.conversions)} />
    <Stat label="Running experiments" value={count(overview.experiments)} />
    <Stat label="Release in force" value={count(overview.release)} />
  </Stack>
);

export const Home = () => {
  const environment = useEnvironment();
  const view = useView<Overview>('overview');
  return (
    <>
      <PageHeader title="Home" subtitle={`What is going on in ${environment}.`} />
      <Loaded view={view}>
        {(overview) => (
          <Stack spacing={2} sx={{ pb: 4 }}>
            <Numbers overview={overview} />
            <Checklist overview={overview} />
          </Stack>
        )}
      </Loaded>
    </>
  );
};
