import { ensureBuilt } from './build.mjs';
import { ensureInstalled, requireNode } from './install.mjs';

requireNode();
ensureInstalled();
await ensureBuilt({ admin: false });
// a wrong setting is told before the pages are built, which takes longest
const { ConfigError, parseConfig } = await import('../../dist/server/settings.js');
try {
  parseConfig(process.env);
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exit(2);
}
await ensureBuilt();
process.setSourceMapsEnabled(true);
await import('../../dist/server/main.js');
