import { useState } from 'react';
import { postJson } from '../api.ts';
import { useAction } from '../document/use-action.ts';
import { useView } from '../ui/use-view.ts';
import type { Progress } from './types.ts';

/** While memberships are computed the progress is asked for this often; else only whether somebody began. */
const [busyMs, idleMs] = [500, 5000];

/** How far everyone's memberships have been computed anew; null before the first time. */
export const useProgress = (): { recompute: Progress | null | undefined; refetch: () => unknown } => {
  const [isBusy, setBusy] = useState(false);
  const { value, refetch } = useView<{ recompute: Progress | null }>('segment-recompute', {
    refetchInterval: isBusy ? busyMs : idleMs,
  });
  const running = value?.recompute?.state === 'running';
  if (running !== isBusy) setBusy(running);
  return { recompute: value?.recompute, refetch };
};

/** Begins to compute everyone's memberships anew; the progress is told by the server. */
export const useRecompute = (refetch: () => unknown) =>
  useAction<void>(async () => {
    await postJson('segment-recompute', { segments: 'all' });
    await refetch();
  });
