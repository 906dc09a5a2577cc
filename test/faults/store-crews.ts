import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Crew, type CrewOptions, createCrew } from './store-crew.ts';

const program = fileURLToPath(new URL('./store-worker.ts', import.meta.url));

/** Writers in another process. */
const forkCrew = (options: CrewOptions): Crew => {
  const child = fork(program, [JSON.stringify(options)], { execArgv: ['--import', 'tsx'] });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('a process of writers ended')));
  ended.catch(() => {});
  const ask =
    <Name extends keyof Crew>(name: Name) =>
    async (): Promise<Awaited<ReturnType<Crew[Name]>>> => {
      child.send(name);
      const [{ answer }] = await Promise.race([once(child, 'message'), ended]);
      return answer;
    };
  return { write: ask('write'), settle: ask('settle'), judge: ask('judge'), close: ask('close') };
};

const writers = 16;

/** Sixteen writers, half of them in another process. */
export const createCrews = (uri: string, seed: number): Crew[] => {
  const names = Array.from({ length: writers }, (_, number) => `w${number}`);
  const half = writers / 2;
  return [
    createCrew({ uri, seed, names: names.slice(0, half) }),
    forkCrew({ uri, seed: seed + 1, names: names.slice(half) }),
  ];
};
