import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbeddedStore } from '#server/platform/embedded-mongo/start.ts';
import { buildProduct } from '#test/support/build.ts';
import { ended } from '#test/support/ended.ts';
import { rowsFrom } from './support/bundled.ts';
import type { BenchRow } from './support/row.ts';

/** Events through the whole pipeline, beside the bare write of the same documents in the same batches. */
export async function* run(args: readonly string[] = []): AsyncGenerator<BenchRow> {
  const { values } = parseArgs({ args: [...args], options: { seconds: { type: 'string', default: '60' } } });
  buildProduct();
  const dataDir = await mkdtemp(join(tmpdir(), 'attune-bench-'));
  const store = await startEmbeddedStore({ dataDir });
  try {
    yield* rowsFrom(new URL('./support/ingest-pipeline.ts', import.meta.url), [store.uri, values.seconds]);
  } finally {
    await store.stop();
    await ended(store.pid);
    await rm(dataDir, { recursive: true, force: true });
  }
}
