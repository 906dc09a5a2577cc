import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedStore } from '#server/platform/embedded-mongo/start.ts';

declare module 'vitest' {
  interface ProvidedContext {
    mongodbUrl: string;
  }
}

/**
 * One database server for all test files: the one of `MONGODB_URL`, or else an embedded store in a temporary
 * directory that need not survive a power cut.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['MONGODB_URL'];
  const dataDir = mkdtempSync(join(tmpdir(), 'attune-test-'));
  const store = given ? undefined : await startEmbeddedStore({ dataDir, sync: false });
  const url = given ?? store?.uri ?? '';
  process.env['ATTUNE_TEST_MONGODB_URL'] = url;
  project.provide('mongodbUrl', url);
  return async () => {
    await store?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
