import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { ImportMapping, ImportSource } from '#schemas/import-mapping.ts';
import { compileFields } from './fields.ts';
import { loadJoins } from './joins.ts';
import { readLines } from './read-lines.ts';

/** What a first look at a file tells. */
export type Survey = { source: ImportSource; path: string; hash: string; lines: number; newest: Date | null };

const hashFile = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
};

/** Evaluates only the timestamp, since all else is for later. */
const timeReader = async (
  mapping: ImportMapping,
  source: ImportSource,
  resolve: (file: string) => string,
): Promise<ReturnType<typeof compileFields>> => {
  const { timestamp } = source.fields;
  if (timestamp === undefined) return compileFields({}, { defaults: mapping, joins: new Map() });
  const looksUp = typeof timestamp === 'object' && timestamp.lookup !== undefined;
  const joins = looksUp ? await loadJoins(source, resolve) : new Map();
  return compileFields({ timestamp }, { defaults: mapping, joins });
};

/** Reads a file once: its content's hash, its data lines, and the time of its newest event. */
export const surveySource = async (
  mapping: ImportMapping,
  source: ImportSource,
  resolve: (file: string) => string,
): Promise<Survey> => {
  const path = resolve(source.file);
  const readTime = await timeReader(mapping, source, resolve);
  let lines = 0;
  let newest = Number.NEGATIVE_INFINITY;
  for await (const line of readLines({ path, delimiter: source.delimiter, format: source.format })) {
    lines += 1;
    if ('fault' in line) continue;
    const time = Date.parse(String(readTime(line, [line]).value['timestamp']));
    if (time > newest) newest = time;
  }
  const hash = await hashFile(path);
  return { source, path, hash, lines, newest: Number.isFinite(newest) ? new Date(newest) : null };
};
