import { useEffect, useState } from 'react';
import { apiRoot, callApi } from '../api.ts';
import type { SimulationInput } from './address.ts';
import { requestOf } from './request.ts';
import type { Simulation } from './types.ts';

type Answer =
  | { state: 'idle' }
  | { state: 'asking' }
  | { state: 'failed'; error: unknown }
  | { state: 'known'; value: Simulation };

/** Decides for what is asked, and anew for each attempt; an answer to an earlier question is never shown. */
export const useSimulation = (input: SimulationInput, attempt: number): Answer => {
  const request = requestOf(input);
  const body = request && JSON.stringify(request);
  const [answer, setAnswer] = useState<Answer>({ state: body === null ? 'idle' : 'asking' });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt asks the same question
  useEffect(() => {
    if (body === null) return setAnswer({ state: 'idle' });
    const abort = new AbortController();
    const tell = (next: Answer): void => {
      if (!abort.signal.aborted) setAnswer(next);
    };
    tell({ state: 'asking' });
    callApi(`${apiRoot}/simulate`, { method: 'POST', body, signal: abort.signal }).then(
      ({ json }) => tell({ state: 'known', value: json as Simulation }),
      (error: unknown) => tell({ state: 'failed', error }),
    );
    return () => abort.abort();
  }, [body, attempt]);
  return answer;
};
