// The test command: installs and builds what is missing, finds or fetches a browser, runs every test.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from '../../server/launch/build.mjs';
import { ensureInstalled, requireNode, root } from '../../server/launch/install.mjs';

requireNode();
ensureInstalled();
await ensureBuilt();

const systemBrowsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const hasBrowser = async () => {
  if (process.env['CHROME_PATH'] || systemBrowsers.some((path) => existsSync(path))) return true;
  const { chromium } = await import('playwright-core');
  return existsSync(chromium.executablePath());
};

const canUseApt = () =>
  process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');

/** Debian's browser where it can be had; otherwise the tests unpack the one in @sparticuz/chromium. */
const ensureBrowser = async () => {
  if ((await hasBrowser()) || !canUseApt()) return;
  console.error('Installing Chromium …');
  const quiet = { stdio: ['ignore', 'ignore', 'inherit'] };
  spawnSync('apt-get', ['update', '-qq'], quiet);
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], quiet);
};

await ensureBrowser();
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const { status } = spawnSync(process.execPath, [vitest, 'run', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(status ?? 1);
