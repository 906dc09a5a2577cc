#!/usr/bin/env node
import { ensureBuilt } from './build.mjs';
import { ensureInstalled, requireNode } from './install.mjs';

requireNode();
ensureInstalled();
await ensureBuilt({ admin: false });
process.setSourceMapsEnabled(true);
await import('../../dist/server/attune.js');
