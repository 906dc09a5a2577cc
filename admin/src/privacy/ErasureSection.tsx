import { Alert, LinearProgress, Stack, Typography } from '@mui/material';
import { FactTable } from '../ui/FactTable.tsx';
import { formatCount, formatTime, humanize } from '../ui/format.ts';
import { Loaded } from '../ui/Loaded.tsx';
import { Section } from '../ui/Section.tsx';
import { useView } from '../ui/use-view.ts';
import type { ErasureRecord, RequestRecord } from './types.ts';

const steps = {
  block: 'Nothing more is taken in about this person.',
  profile: 'The profile goes.',
  history: 'Events, decisions, journeys and uploads go.',
  mentions: 'What speaks of the person elsewhere goes.',
  models: 'Models learn anew, without this person.',
  settle: 'What other processes had begun is waited for.',
  sweep: 'What came in meanwhile goes.',
  purge: 'The files of the store are written anew, without what was deleted.',
} as const satisfies Record<ErasureRecord['step'], string>;

const refreshMs = 2000;

const progressOf = ({ step, state }: ErasureRecord): number => {
  const order = Object.keys(steps);
  return state === 'done' ? 100 : (order.indexOf(step) / order.length) * 100;
};

const Removed = ({ removed }: Pick<ErasureRecord, 'removed'>) => {
  const counts = Object.entries(removed).map(
    ([collection, count]) => [humanize(collection), formatCount(count)] as const,
  );
  if (counts.length === 0) return <Typography variant="body2">Nothing was kept under these ids.</Typography>;
  return <FactTable facts={counts} />;
};

const Progress = ({ erasure }: { erasure: ErasureRecord }) => (
  <Stack spacing={1.5}>
    <LinearProgress variant="determinate" value={progressOf(erasure)} aria-label="Erasure" />
    <Typography variant="body2" role="status">
      {erasure.state === 'done' ? `Done ${formatTime(erasure.completedAt)}.` : steps[erasure.step]}
    </Typography>
    {erasure.error !== null && (
      <Alert severity="warning" variant="outlined">
        The last attempt stopped, and is made again: {erasure.error}
      </Alert>
    )}
    {(erasure.state === 'done' || Object.keys(erasure.removed).length > 0) && (
      <Removed removed={erasure.removed} />
    )}
  </Stack>
);

/** How far the erasure of a request is, and what it removed. */
export const ErasureSection = ({ request: { erasureId } }: { request: RequestRecord }) => {
  const view = useView<ErasureRecord>(erasureId && `erasures/${erasureId}`, { refetchInterval: refreshMs });
  return (
    <Section title="Erasure" hint="documents removed, by what they were">
      {erasureId === undefined ? (
        <Typography variant="body2">Which erasure carried it out was not put on record.</Typography>
      ) : (
        <Loaded view={view} rows={1}>
          {(erasure) => <Progress erasure={erasure} />}
        </Loaded>
      )}
    </Section>
  );
};
