import { useState } from 'react';
import { postJson } from '../api.ts';
import { useAction } from '../document/use-action.ts';
import { useView, type View } from '../ui/use-view.ts';
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

const stageOf = (recompute: Progress | null | undefined): string =>
  recompute ? `${recompute.state} ${recompute.startedAt}` : '';

/** What is told of sizes, asked for again as long as they are computed anew, and until the answer is of the end. */
export const useSizes = <Value extends { recompute: Progress | null }>(path: string): View<Value> => {
  const { recompute } = useProgress();
  const [isMoving, setMoving] = useState(false);
  const view = useView<Value>(path, isMoving ? { refetchInterval: busyMs } : {});
  const told = view.value?.recompute;
  const moves =
    told !== undefined &&
    recompute !== undefined &&
    (told?.state === 'running' || stageOf(told) !== stageOf(recompute));
  if (moves !== isMoving) setMoving(moves);
  return view;
};

/** Begins to compute everyone's memberships anew; the progress is told by the server. */
export const useRecompute = (refetch: () => unknown) =>
  useAction<void>(async () => {
    await postJson('segment-recompute', { segments: 'all' });
    await refetch();
  });
