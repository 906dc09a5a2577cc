import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, requireNode, root } from './install.mjs';

requireNode();
ensureInstalled();

const steps = [
  ['style', 'biome', ['ci', '--colors=off', '.']],
  ['types', 'tsc', ['--project', '.']],
  [
    'boundaries',
    'depcruise',
    ['--config', '.dependency-cruiser.cjs', 'server', 'schemas', 'admin/src', 'test'],
  ],
  ['unused', 'knip', ['--no-progress']],
];

const run = ([name, command, args]) =>
  new Promise((resolve) => {
    const started = performance.now();
    const child = spawn(join(root, 'node_modules', '.bin', command), args, {
      cwd: root,
      shell: process.platform === 'win32',
    });
    let output = '';
    child.stdout.on('data', (text) => (output += text));
    child.stderr.on('data', (text) => (output += text));
    child.on('close', (code) =>
      resolve({ name, code, output, seconds: (performance.now() - started) / 1000 }),
    );
  });

/** With a compiler it can't use, dependency-cruiser sees no modules and is content. */
const sawModules = ({ name, output }) =>
  name !== 'boundaries' || Number(/\((\d+) modules/.exec(output)?.[1] ?? 0) > 100;

let failed = false;
for (const step of steps) {
  const result = await run(step);
  const ok = result.code === 0 && sawModules(result);
  failed ||= !ok;
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${result.name} (${result.seconds.toFixed(1)} s)`);
  if (!ok) console.log(result.output);
}
process.exit(failed ? 1 : 0);
