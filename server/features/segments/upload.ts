import type { UploadMode, UploadResult } from '#schemas/segment-report.ts';
import { problem } from '#server/platform/problems.ts';
import type { SegmentMemberStore } from '#server/stores/segment-members.ts';
import type { SegmentUploadStore } from '#server/stores/segment-uploads.ts';
import type { SegmentKeeper } from './keeper.ts';
import type { UploadRow } from './read-upload.ts';

export type UploadDependencies = {
  uploads: SegmentUploadStore;
  members: Pick<SegmentMemberStore, 'count'>;
  keeper: Pick<SegmentKeeper, 'bring'>;
  /** A name that no other upload has. */
  createId: () => string;
};

export type UploadOrder = {
  segment: string;
  mode: UploadMode;
  rows: AsyncIterable<UploadRow> | Iterable<UploadRow>;
  /** Told once what was done, also of an upload that was broken off. */
  record: (counts: Pick<UploadResult, 'rows' | 'added' | 'removed' | 'faulty'>) => Promise<void>;
};

const batchSize = 100;
/** Removing computes less than adding: most of what it costs is bringing each transaction to the disk. */
const removedAtOnce = 1000;
const mostFaults = 1000;

async function* inBatches(
  rows: UploadOrder['rows'],
  note: (row: UploadRow) => string[],
): AsyncGenerator<string[]> {
  let batch: string[] = [];
  for await (const row of rows) {
    batch.push(...note(row));
    if (batch.length < batchSize) continue;
    yield [...new Set(batch)];
    batch = [];
  }
  if (batch.length > 0) yield [...new Set(batch)];
}

/** Where an upload cannot be read on, what came before is taken, and told. */
const brokenOff = (error: unknown, { rows, added, removed }: UploadResult): never => {
  const why = error instanceof Error ? error.message : String(error);
  const taken =
    rows === 0
      ? 'Nothing was taken.'
      : `The ${rows === 1 ? 'row' : `${rows} rows`} before were taken: ${added} added, ${removed} removed.`;
  throw problem('invalid-request', {
    detail: `The upload cannot be read on: ${why}. ${taken}`,
    extra: { taken: { rows, added, removed } },
  });
};

/** Rows up to where they cannot be read on, and what stopped them. */
async function* readable(
  rows: UploadOrder['rows'],
  stop: (error: unknown) => void,
): AsyncGenerator<UploadRow> {
  try {
    yield* rows;
  } catch (error) {
    stop(error);
  }
}

/**
 * Takes an upload in as it streams by, some ids in one transaction with the memberships of their customers. Faulty rows
 * are told and left out; a replacement with any of them removes nobody.
 * @throws ProblemError 'invalid-request' where it cannot be read on: the rows before were taken, and it says how many
 */
export const takeUpload = async (
  { uploads, members, keeper, createId }: UploadDependencies,
  { segment, mode, rows, record }: UploadOrder,
): Promise<UploadResult> => {
  const upload = createId();
  const result: UploadResult = { rows: 0, added: 0, removed: 0, faulty: 0, faults: [], customers: 0 };

  const note = (row: UploadRow): string[] => {
    result.rows += row.row === 0 ? 0 : 1;
    if ('identity' in row) return [row.identity];
    result.faulty += 1;
    if (result.faults.length < mostFaults) result.faults.push({ row: row.row, message: row.fault });
    return [];
  };

  const add = async (batch: readonly string[]): Promise<void> => {
    let added = 0;
    await keeper.bring(batch, 'upload', async (session) => {
      added = await uploads.add({ segment, upload }, batch, session);
    });
    result.added += added;
  };

  const remove = async (batch: readonly string[]): Promise<void> => {
    let removed = 0;
    await keeper.bring(batch, 'upload', async (session) => {
      removed = await uploads.remove(segment, batch, session);
    });
    result.removed += removed;
  };

  const take = mode === 'remove' ? remove : add;
  let fault: { error: unknown } | null = null;
  const read = readable(rows, (error) => {
    fault = { error };
  });
  try {
    for await (const batch of inBatches(read, note)) await take(batch);
    if (fault !== null) brokenOff((fault as { error: unknown }).error, result);
    while (mode === 'replace' && result.faulty === 0) {
      const others = await uploads.besides(segment, upload, removedAtOnce);
      if (others.length === 0) break;
      await remove(others);
    }
  } finally {
    const { faults: _, customers: __, ...counts } = result;
    await record(counts);
  }
  return { ...result, customers: await members.count(segment) };
};
