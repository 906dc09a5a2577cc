import { Stack } from '@mui/material';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import type { ReplayRequest } from '#schemas/replay.ts';
import { postJson } from '../api.ts';
import { PageHeader } from '../ui/PageHeader.tsx';
import { RecentReplays } from './RecentReplays.tsx';
import { ReplayForm } from './ReplayForm.tsx';
import { ReplayView } from './ReplayView.tsx';
import type { Job } from './types.ts';

/** Decides recorded traffic again with the drafts or a release. */
export const ReplayScreen = () => {
  const [parameters, setParameters] = useSearchParams();
  const [starting, setStarting] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const id = parameters.get('id');

  const start = async (request: ReplayRequest): Promise<void> => {
    setStarting(true);
    setError(null);
    try {
      const job = await postJson<Job>('replay', request);
      setParameters({ id: job.id });
    } catch (refused) {
      setError(refused);
    } finally {
      setStarting(false);
    }
  };

  return (
    <>
      <PageHeader
        title="Replay"
        subtitle="Recorded decisions, made again with another release: with the facts, the evidence and the chance of their time. Nothing is changed by it."
        {...(id === null ? {} : { parent: { label: 'All replays', to: '/replay' } })}
      />
      <Stack spacing={3} sx={{ pb: 4 }}>
        <ReplayForm
          start={(request) => void start(request)}
          busy={starting ? 'Starting' : null}
          error={error}
        />
        {id === null ? <RecentReplays /> : <ReplayView key={id} id={id} />}
      </Stack>
    </>
  );
};
