import { useState } from 'react';

type Action<Input> = {
  run: (input: Input) => Promise<void>;
  pending: boolean;
  error: unknown;
  reset: () => void;
};

/** Runs one request at a time and keeps its failure, to be shown where it was asked for. */
export const useAction = <Input>(work: (input: Input) => Promise<void>): Action<Input> => {
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<unknown>(undefined);
  const run = async (input: Input): Promise<void> => {
    setPending(true);
    setError(undefined);
    try {
      await work(input);
    } catch (failure) {
      setError(failure);
    } finally {
      setPending(false);
    }
  };
  return { run, pending, error, reset: () => setError(undefined) };
};
