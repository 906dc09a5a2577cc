import { Alert, Stack, Typography } from '@mui/material';
import { formatTime } from '../ui/format.ts';
import { Loaded } from '../ui/Loaded.tsx';
import { ReplayProgress } from './ReplayProgress.tsx';
import { ReplayResult } from './ReplayResult.tsx';
import type { Job } from './types.ts';
import { useReplay } from './use-replay.ts';

const endings = {
  cancelled: { severity: 'info', text: 'It was cancelled before it was done.' },
  interrupted: {
    severity: 'warning',
    text: 'It was interrupted: the server that ran it stopped. Start it again.',
  },
  failed: { severity: 'error', text: 'It failed' },
} as const;

const titleOf = ({ request: { release }, base }: Job): string =>
  release === 'draft' ? `All drafts, on release ${base}` : `Release ${release}`;

const Ending = ({ job }: { job: Job }) => {
  if (job.state === 'running') return null;
  if (job.state === 'done') return job.result && <ReplayResult result={job.result} />;
  const { severity, text } = endings[job.state];
  return (
    <Alert severity={severity} variant="outlined">
      {job.error === null ? text : `${text}: ${job.error}`}
    </Alert>
  );
};

/** One replay: how far it has come, and what came out. */
export const ReplayView = ({ id }: { id: string }) => {
  const view = useReplay(id);
  return (
    <Loaded view={view}>
      {(job) => (
        <Stack spacing={2}>
          <div>
            <Typography variant="h2">{titleOf(job)}</Typography>
            <Typography variant="body2" color="text.secondary">
              Decisions since {formatTime(job.request.since)}, started by {job.author} at{' '}
              {formatTime(job.startedAt)}
            </Typography>
          </div>
          {job.state === 'running' && <ReplayProgress job={job} refetch={view.refetch} />}
          <Ending job={job} />
        </Stack>
      )}
    </Loaded>
  );
};
