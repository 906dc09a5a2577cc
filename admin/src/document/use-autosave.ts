import { useEffect, useRef } from 'react';

/** How long a text rests before it is saved. */
const rest = 1000;

/**
 * Saves what was written once nobody writes for a moment, and what is left when the page is left. `dirty` says that
 * there is something to save; after a failure it waits for the next edit.
 */
export const useAutosave = ({
  text,
  dirty,
  pending,
  save,
}: {
  text: string;
  dirty: boolean;
  pending: boolean;
  save: () => unknown;
}): void => {
  const latest = useRef({ dirty, save });
  latest.current = { dirty, save };
  // biome-ignore lint/correctness/useExhaustiveDependencies: each text starts the wait anew
  useEffect(() => {
    if (!dirty || pending) return;
    const timer = setTimeout(() => latest.current.save(), rest);
    return () => clearTimeout(timer);
  }, [text, dirty, pending]);
  useEffect(
    () => () => {
      if (latest.current.dirty) latest.current.save();
    },
    [],
  );
};
