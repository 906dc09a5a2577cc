import type { Logger } from './platform/logger.ts';

/** Work that is done again and again. */
export type Chore = { name: string; everyMs: number; run: () => Promise<void> };

type WorkerDependencies = { chores: readonly Chore[]; logger: Logger };

/**
 * Runs each chore on its own rhythm; one never overlaps itself, and one that fails is logged and tried again. Any
 * number of workers may run: what they take is leased from the database.
 */
export const createWorker = ({ chores, logger }: WorkerDependencies) => {
  let stopped = false;
  const timers = new Map<string, NodeJS.Timeout>();
  const running = new Map<string, Promise<void>>();

  const turn = async ({ name, run }: Chore): Promise<void> => {
    try {
      await run();
    } catch (error) {
      logger.error({ err: error, chore: name }, 'a chore failed; it will be tried again');
    }
  };

  const plan = (chore: Chore, delay: number): void => {
    if (stopped) return;
    const begin = (): void => {
      const done = turn(chore).then(() => plan(chore, chore.everyMs));
      running.set(chore.name, done);
    };
    timers.set(chore.name, setTimeout(begin, delay));
  };

  return {
    start: (): void => {
      for (const chore of chores) plan(chore, 0);
    },
    /** Resolves when whatever is under way has ended. */
    stop: async (): Promise<void> => {
      stopped = true;
      for (const timer of timers.values()) clearTimeout(timer);
      await Promise.all(running.values());
    },
  };
};
