import { useEffect, useState } from 'react';
import { HttpError } from 'react-admin';
import { apiRoot, callApi } from '../api.ts';

/** What is known of the answer to a question. `absent`: this server does not answer such questions. */
export type Answer<Value> =
  | { state: 'asking' }
  | { state: 'absent' }
  | { state: 'failed'; error: unknown; retry: () => void }
  | { state: 'known'; value: Value };

const pause = 600;

const isAbsent = (error: unknown): boolean => error instanceof HttpError && error.status === 404;

/**
 * Asks the admin API about a rule as it is written: once it rests, and never for two texts at a time. An answer is
 * given for its own question only, so that no numbers ever stand beside a rule they are not about.
 */
export const useAnswer = <Value>(path: string, rule: unknown): Answer<Value> => {
  const question = JSON.stringify({ rule });
  const [attempt, setAttempt] = useState(0);
  const [found, setFound] = useState<{ asked: string; answer: Answer<Value> }>();
  const asked = `${attempt} ${path} ${question}`;
  const isGone = found?.answer.state === 'absent';
  useEffect(() => {
    if (isGone) return;
    const abort = new AbortController();
    const ask = async (): Promise<Answer<Value>> => {
      try {
        const options = { method: 'POST', body: question, signal: abort.signal };
        const { json } = await callApi(`${apiRoot}/${path}`, options);
        return { state: 'known', value: json as Value };
      } catch (error) {
        if (isAbsent(error)) return { state: 'absent' };
        return { state: 'failed', error, retry: () => setAttempt((count) => count + 1) };
      }
    };
    const timer = setTimeout(async () => {
      const answer = await ask();
      if (!abort.signal.aborted) setFound({ asked, answer });
    }, pause);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [path, question, asked, isGone]);
  return found && (isGone || found.asked === asked) ? found.answer : { state: 'asking' };
};
