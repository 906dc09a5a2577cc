import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Config } from '#server/config.ts';

/**
 * Refuses a data directory without a store, before one is made there. Of a MongoDB the driver tells.
 * @throws Error `there is no store in /srv/shop: …`
 */
export const requireStore = ({ mongodbUrl, dataDir }: Pick<Config, 'mongodbUrl' | 'dataDir'>): void => {
  if (mongodbUrl !== null || existsSync(join(dataDir, 'data.mdb'))) return;
  throw new Error(
    `there is no store in ${resolve(dataDir)}: ATTUNE_DATA_DIR names where it is, and starting the server makes one`,
  );
};
