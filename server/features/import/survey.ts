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

type Look = { resolve: (file: string) => string; times: boolean };
type Found = Pick<Survey, 'hash' | 'lines' | 'newest'>;

/** Evaluates only the timestamp, since all else is for later. */
const timeReader = async (
  mapping: ImportMapping,
  source: ImportSource,
  { resolve, times }: Look,
): Promise<ReturnType<typeof compileFields> | null> => {
  const { timestamp } = source.fields;
  if (timestamp === undefined || !times) return null;
  const looksUp = typeof timestamp === 'object' && timestamp.lookup !== undefined;
  const joins = looksUp ? await loadJoins(source, resolve) : new Map();
  return compileFields({ timestamp }, { defaults: mapping, joins });
};

const look = async (mapping: ImportMapping, source: ImportSource, how: Look): Promise<Found> => {
  const path = how.resolve(source.file);
  const readTime = await timeReader(mapping, source, how);
  let lines = 0;
  let newest = Number.NEGATIVE_INFINITY;
  for await (const line of readLines({ path, delimiter: source.delimiter, format: source.format })) {
    lines += 1;
    if ('fault' in line || readTime === null) continue;
    const time = Date.parse(String(readTime(line, [line]).value['timestamp']));
    if (time > newest) newest = time;
  }
  const hash = await hashFile(path);
  return { hash, lines, newest: Number.isFinite(newest) ? new Date(newest) : null };
};

/** Everything that what is found in a file follows from. */
const questionOf = (
  { file, format, delimiter, fields, joins }: ImportSource,
  { resolve, times }: Look,
): string =>
  JSON.stringify([resolve(file), format, delimiter, ...(times ? [fields['timestamp'], joins] : [])]);

/**
 * Makes what reads each file of a mapping once: its content's hash, its data lines and, where `times` are asked for,
 * the time of its newest event. Sources that read the same file in the same way share the reading.
 */
export const createSurvey = (mapping: ImportMapping, how: Look) => {
  const known = new Map<string, Found>();
  return async (source: ImportSource): Promise<Survey> => {
    const question = questionOf(source, how);
    const found = known.get(question) ?? (await look(mapping, source, how));
    known.set(question, found);
    return { source, path: how.resolve(source.file), ...found };
  };
};
