import { millisecondsUntil } from './wait.ts';

const isGone = (pid: number): boolean => {
  try {
    return !process.kill(pid, 0);
  } catch {
    return true;
  }
};

/** Resolves when a process has ended. */
export const ended = async (pid: number): Promise<void> => {
  await millisecondsUntil(async () => isGone(pid), 30_000);
};
