import { expect, test } from 'vitest';
import { ConfigError, parseConfig } from '#server/config.ts';
import { openInstallation } from '#server/installation.ts';

test.each(['/proc/nope/data', '/dev/null/data'])(
  'the data folder %s is refused in a sentence',
  async (folder) => {
    const opening = openInstallation(parseConfig({ ATTUNE_DATA_DIR: folder }));
    await expect(opening).rejects.toThrow(ConfigError);
    await expect(opening).rejects.toThrow(`ATTUNE_DATA_DIR cannot be "${folder}"`);
  },
);
