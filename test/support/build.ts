import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '#server/platform/root.ts';

/** Builds what is older than its sources, as `npm run build` does; the store then starts from one file. */
export const buildProduct = (): void => {
  const { status } = spawnSync(process.execPath, [join(projectRoot, 'server/launch/build.mjs')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error('the product does not build');
};
