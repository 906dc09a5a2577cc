import { expect, test } from 'vitest';
import { crashIngest } from '#test/faults/ingest.ts';
import { testDatabaseUri } from '#test/support/database.ts';

test('killing the server twice in the middle of ingestion loses nothing and doubles nothing', async () => {
  const result = await crashIngest(await testDatabaseUri(), 2);
  expect(result.acknowledged).toBeGreaterThan(0);
  expect(result.stored).toBeGreaterThanOrEqual(result.acknowledged);
}, 60_000);
