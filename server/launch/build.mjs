import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled, requireNode, root } from './install.mjs';

const dist = join(root, 'dist');

const filesIn = (folder) =>
  readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();

/** A fingerprint of everything that a build is made of. */
const fingerprint = (folders) => {
  const hash = createHash('sha256');
  for (const file of [...folders.flatMap(filesIn), join(root, 'package-lock.json')])
    hash.update(file.slice(root.length)).update('\0').update(readFileSync(file));
  return hash.digest('hex');
};

const stampOf = (name) => join(dist, `.${name}-stamp`);
const isFresh = (name, stamp) => existsSync(stampOf(name)) && readFileSync(stampOf(name), 'utf8') === stamp;

const ensure = async ({ name, folders, build }) => {
  const stamp = fingerprint(folders);
  if (isFresh(name, stamp)) return;
  const started = performance.now();
  process.stderr.write(`Building the ${name} … `);
  await build();
  mkdirSync(dist, { recursive: true });
  writeFileSync(stampOf(name), stamp);
  process.stderr.write(`${((performance.now() - started) / 1000).toFixed(1)} s\n`);
};

const node = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  sourcemap: 'linked',
  logLevel: 'warning',
};
// CommonJS packages inside an ES module bundle still call require().
const banner = {
  js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
};

const buildServer = async () => {
  const { build } = await import('esbuild');
  const outdir = join(dist, 'server');
  await Promise.all([
    build({
      ...node,
      packages: 'external',
      outdir,
      entryPoints: {
        main: join(root, 'server/main.ts'),
        attune: join(root, 'server/cli/main.ts'),
        settings: join(root, 'server/config.ts'),
      },
    }),
    // The store starts in a tenth of the time when all but the native module is in one file.
    build({
      ...node,
      banner,
      external: ['lmdb'],
      outdir,
      entryPoints: { 'embedded-store': join(root, 'server/platform/embedded-mongo/main.ts') },
    }),
  ]);
};

/** Vite sets NODE_ENV for its whole process; whatever runs after the build must not notice. */
const keepingMode = async (work) => {
  const mode = process.env.NODE_ENV;
  await work();
  if (mode === undefined) delete process.env.NODE_ENV;
  else process.env.NODE_ENV = mode;
};

const buildAdmin = async () => {
  const { build } = await import('vite');
  await build({
    root: join(root, 'admin'),
    configFile: join(root, 'admin/vite.config.ts'),
    logLevel: 'warn',
  });
};

/** Builds what is missing or older than its sources. */
export const ensureBuilt = async ({ admin = true } = {}) => {
  await ensure({ name: 'server', folders: ['server', 'schemas'], build: buildServer });
  if (admin)
    await ensure({
      name: 'admin',
      folders: ['admin', 'schemas', 'server/domain'],
      build: () => keepingMode(buildAdmin),
    });
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  requireNode();
  ensureInstalled();
  await ensureBuilt();
}
