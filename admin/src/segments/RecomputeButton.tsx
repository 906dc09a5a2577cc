import RecomputeIcon from '@mui/icons-material/Autorenew';
import { Button } from '@mui/material';
import { useEffect, useRef } from 'react';
import { useNotify, useRefresh } from 'react-admin';
import { formatCount } from '../ui/format.ts';
import type { Progress } from './types.ts';
import { useProgress, useRecompute } from './use-recompute.ts';

/** Tells that it is done, once, and shows the new sizes. */
const useOutcome = (recompute: Progress | null | undefined): ((since: string | undefined) => void) => {
  const waitingSince = useRef<string | null>(null);
  const notify = useNotify();
  const refresh = useRefresh();
  useEffect(() => {
    if (waitingSince.current === null || recompute?.state !== 'done') return;
    if (recompute.startedAt === waitingSince.current) return;
    waitingSince.current = null;
    const { done, changes } = recompute;
    notify(`${formatCount(done)} customers computed: ${formatCount(changes)} memberships changed.`, {
      type: 'success',
    });
    refresh();
  }, [recompute, notify, refresh]);
  return (since) => {
    waitingSince.current = since ?? '';
  };
};

/** Computes everyone's memberships anew: after an import, or to make sure of them. */
export const RecomputeButton = () => {
  const { recompute, refetch } = useProgress();
  const waitFor = useOutcome(recompute);
  const notify = useNotify();
  const beginning = useRecompute(refetch);
  const isRunning = recompute?.state === 'running';
  const begin = async (): Promise<void> => {
    waitFor(recompute?.startedAt);
    await beginning.run();
  };
  const { error } = beginning;
  useEffect(() => {
    if (error !== undefined) notify((error as Error).message, { type: 'error' });
  }, [error, notify]);
  return (
    <Button
      startIcon={<RecomputeIcon />}
      disabled={isRunning || beginning.pending || recompute === undefined}
      title="Computes who is in which segment for every customer; decisions need no such thing"
      onClick={() => void begin()}
    >
      {isRunning ? 'Recomputing …' : 'Recompute'}
    </Button>
  );
};
