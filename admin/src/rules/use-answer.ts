import { useEffect, useState } from 'react';
import { HttpError } from 'react-admin';
import { apiRoot, callApi } from '../api.ts';

/** What is known of an answer while its question changes. `absent`: this server does not answer such questions. */
export type Answer<Value> =
  | { state: 'asking' }
  | { state: 'absent' }
  | { state: 'failed'; error: unknown; retry: () => void }
  | { state: 'known'; value: Value; isStale: boolean };

const pause = 600;

const isAbsent = (error: unknown): boolean => error instanceof HttpError && error.status === 404;

/**
 * Asks the admin API about a rule as it is written: once it rests, and never for two texts at a time. The last
 * answer stays, marked as stale, until the next is there.
 */
export const useAnswer = <Value>(path: string, rule: unknown): Answer<Value> => {
  const question = JSON.stringify({ rule });
  const [answer, setAnswer] = useState<Answer<Value>>({ state: 'asking' });
  const [attempt, setAttempt] = useState(0);
  const isGone = answer.state === 'absent';
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt asks the same question
  useEffect(() => {
    if (isGone) return;
    const abort = new AbortController();
    setAnswer((before) => (before.state === 'known' ? { ...before, isStale: true } : { state: 'asking' }));
    const ask = async (): Promise<Answer<Value>> => {
      try {
        const options = { method: 'POST', body: question, signal: abort.signal };
        const { json } = await callApi(`${apiRoot}/${path}`, options);
        return { state: 'known', value: json as Value, isStale: false };
      } catch (error) {
        if (isAbsent(error)) return { state: 'absent' };
        return { state: 'failed', error, retry: () => setAttempt((count) => count + 1) };
      }
    };
    const timer = setTimeout(async () => {
      const next = await ask();
      if (!abort.signal.aborted) setAnswer(next);
    }, pause);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [path, question, attempt, isGone]);
  return answer;
};
