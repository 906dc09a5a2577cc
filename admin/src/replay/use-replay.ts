import { useState } from 'react';
import { useView, type View } from '../ui/use-view.ts';
import type { Job } from './types.ts';

const pollMs = 1_000;

/** A replay, asked for every second until it has ended. */
export const useReplay = (id: string): View<Job> => {
  const [ended, setEnded] = useState(false);
  const view = useView<Job>(`replay/${encodeURIComponent(id)}`, ended ? {} : { refetchInterval: pollMs });
  const hasEnded = view.value !== undefined && view.value.state !== 'running';
  if (hasEnded !== ended) setEnded(hasEnded);
  return view;
};
