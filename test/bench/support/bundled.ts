import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { projectRoot } from '#server/platform/root.ts';
import type { BenchRow } from './row.ts';

/**
 * Runs a program in a process of its own, in one file as the product is shipped: what loads TypeScript at run time makes
 * functions slower. It prints its rows, as JSON, a line each.
 */
export async function* rowsFrom(program: URL, args: readonly string[]): AsyncGenerator<BenchRow> {
  const source = fileURLToPath(program);
  const outfile = join(projectRoot, 'dist/bench', basename(source).replace(/\.ts$/, '.mjs'));
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    logLevel: 'warning',
  });
  const child = spawn(process.execPath, [outfile, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  for await (const line of createInterface({ input: child.stdout })) yield JSON.parse(line) as BenchRow;
  const [code] = await ended;
  if (code !== 0) throw new Error(`${basename(source)} ended with ${code}`);
}
