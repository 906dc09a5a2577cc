import { appendFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fnv1a32 } from '#server/domain/assignment/hash.ts';
import { textOf } from './transform.ts';
import type { Line } from './types.ts';

const partitionBytes = 16 * 1024 * 1024;
const bufferedLines = 20_000;
const maximumPartitions = 512;
/** Text shrinks to about an eighth. */
const gzipRatio = 8;

const partitionCount = async (path: string): Promise<number> => {
  const { size } = await stat(path);
  const bytes = path.endsWith('.gz') ? size * gzipRatio : size;
  return Math.min(maximumPartitions, Math.max(1, Math.ceil(bytes / partitionBytes)));
};

/** Tab is no ordinary part of an identifier, so two keys cannot run together. */
const keyOf = (by: readonly string[], { row }: Line): string =>
  by.map((column) => textOf(row[column])).join('\t');

type Partitions = { add: (line: Line) => Promise<void>; finish: () => Promise<string[]> };

const createPartitions = (directory: string, count: number, by: readonly string[]): Partitions => {
  const buffers = Array.from({ length: count }, (): string[] => []);
  const files = buffers.map((_, index) => join(directory, `${index}.ndjson`));
  let buffered = 0;
  const flush = async (): Promise<void> => {
    for (const [index, buffer] of buffers.entries())
      await appendFile(files[index]!, buffer.splice(0).join(''));
    buffered = 0;
  };
  return {
    add: async (line) => {
      buffers[fnv1a32(keyOf(by, line)) % count]!.push(`${JSON.stringify(line)}\n`);
      buffered += 1;
      if (buffered >= bufferedLines) await flush();
    },
    finish: async () => {
      await flush();
      return files;
    },
  };
};

const groupsOf = async (file: string, by: readonly string[]): Promise<Line[][]> => {
  const groups = new Map<string, Line[]>();
  for (const text of (await readFile(file, 'utf8')).split('\n')) {
    if (text === '') continue;
    const line = JSON.parse(text) as Line;
    const key = keyOf(by, line);
    const group = groups.get(key);
    if (group) group.push(line);
    else groups.set(key, [line]);
  }
  return [...groups.values()];
};

/**
 * The lines that agree in some columns, together, wherever in the file they stand: lines are first spread over
 * temporary files by the hash of their key, then grouped one such file at a time. Memory is bounded by the size of a
 * part (about 16 MB of text for files up to 8 GB), and the order of groups is the same on every run.
 */
export async function* groupLines(
  lines: AsyncIterable<Line>,
  { path, by }: { path: string; by: readonly string[] },
): AsyncGenerator<Line[]> {
  const directory = await mkdtemp(join(tmpdir(), 'attune-import-'));
  try {
    const partitions = createPartitions(directory, await partitionCount(path), by);
    for await (const line of lines) await partitions.add(line);
    for (const file of await partitions.finish()) yield* await groupsOf(file, by);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
