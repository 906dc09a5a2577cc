import { ensureBuilt } from './build.mjs';
import { ensureInstalled, requireNode } from './install.mjs';

requireNode();
ensureInstalled();
await ensureBuilt();
process.setSourceMapsEnabled(true);
await import('../../dist/server/main.js');
