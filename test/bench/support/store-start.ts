import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { projectRoot } from '#server/platform/root.ts';

/** The two ways to run the store, as arguments of node. */
export const programs = {
  bundle: [join(projectRoot, 'dist/server/embedded-store.js')],
  source: ['--import', 'tsx', join(projectRoot, 'server/platform/embedded-mongo/main.ts')],
};

/** Starts a store on a data directory and ends it: milliseconds from the start of its process until it listens. */
export const startTime = async (program: readonly string[], directory: string): Promise<number> => {
  const began = performance.now();
  const child = spawn(process.execPath, [...program, '--dir', directory], {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const milliseconds = performance.now() - began;
  if (!(JSON.parse(String(line)) as { ready: boolean }).ready) throw new Error(`the store said ${line}`);
  child.kill('SIGTERM');
  await once(child, 'exit');
  return milliseconds;
};
