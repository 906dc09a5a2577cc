import { useEffect, useRef } from 'react';
import { useNotify } from 'react-admin';
import { isSignedIn } from '../auth-provider.ts';
import { useLatest } from '../conditions/use-latest.ts';
import { currentEnvironment } from '../environment.ts';
import type { TextHistory } from './use-text-history.ts';

/** By document: what was written and not saved when a session ended. It goes with the page. */
const kept = new Map<string, string>();

/** Gives back what was written, to whoever signs in again after their session ended in the middle of it. */
export const useKeptText = (document: string, { text, write }: TextHistory, isUnsaved: boolean): void => {
  const notify = useNotify();
  const place = `${currentEnvironment()}/${document}`;
  const latest = useRef({ text, isUnsaved });
  latest.current = { text, isUnsaved };
  const bring = useLatest(() => {
    const before = kept.get(place);
    kept.delete(place);
    if (before === undefined || before === text) return;
    write(before);
    notify('What you wrote before your session ended is back.', { type: 'info' });
  });
  useEffect(() => {
    bring();
    const began = isSignedIn();
    return () => {
      if (latest.current.isUnsaved && began && !isSignedIn()) kept.set(place, latest.current.text);
    };
  }, [place, bring]);
};
