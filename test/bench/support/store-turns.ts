import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Measured, type Turn, takeTurn, type Work } from './store-work.ts';

/** In a child: takes the turns that the parent asks for, and ends when it is told so. */
export const serveTurns = (work: Work, close: () => Promise<void>): void => {
  process.on('message', async (turn: Turn | 'end') => {
    if (turn !== 'end') process.send?.(await takeTurn(work, turn));
    else {
      await close();
      process.disconnect();
    }
  });
  process.send?.('ready');
};

/** A subject of the bench: takes turns, here or in a process of its own. */
export type Subject = { name: string; take: (turn: Turn) => Promise<Measured>; close: () => Promise<void> };

/** The next message of a child, or an error where it ends before. */
const listenTo = (child: ChildProcess): (() => Promise<unknown>) => {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`a subject of the bench ended: ${code}`);
  });
  ended.catch(() => {});
  return async () => {
    const [message] = await Promise.race([once(child, 'message'), ended]);
    return message;
  };
};

/** A program that works on a data directory and serves turns. */
export const forkSubject = async (name: string, program: URL, directory: string): Promise<Subject> => {
  const child = fork(fileURLToPath(program), [directory], { execArgv: ['--import', 'tsx'] });
  const answer = listenTo(child);
  await answer();
  return {
    name,
    take: async (turn) => {
      child.send(turn);
      return (await answer()) as Measured;
    },
    close: async () => {
      child.send('end');
      await once(child, 'exit');
    },
  };
};
