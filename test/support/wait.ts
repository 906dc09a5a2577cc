import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again every 20 ms until the answer is right; how many milliseconds that took. */
export const millisecondsUntil = async (isSo: () => Promise<boolean>, most = 5000): Promise<number> => {
  const started = performance.now();
  const taken = (): number => performance.now() - started;
  while (!(await isSo())) {
    if (taken() > most) throw new Error(`It was not so within ${most} ms.`);
    await sleep(20);
  }
  return taken();
};
