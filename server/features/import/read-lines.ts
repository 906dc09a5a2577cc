import { createReadStream } from 'node:fs';
import { PassThrough, pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { type CsvError, parse } from 'csv-parse';
import type { BrokenLine, Line } from './types.ts';

export type FileFormat = { path: string; format?: 'csv' | 'ndjson' | undefined; delimiter: string };

const maximumLineLength = 4 * 1024 * 1024;

/** Errors reach whoever iterates the last stream, since pipeline destroys it with them. */
const ignore = (): void => {};

const openBytes = (path: string): Readable =>
  path.endsWith('.gz') ? pipeline(createReadStream(path), createGunzip(), ignore) : createReadStream(path);

const isCsv = ({ path, format }: FileFormat): boolean =>
  format === undefined ? /\.(csv|tsv|txt)(\.gz)?$/i.test(path) : format === 'csv';

type CsvRecord = { record: string[]; info: { lines: number } };

const encodingFault = (values: readonly string[]): string | undefined =>
  values.some((value) => value.includes('\uFFFD')) ? 'not valid UTF-8' : undefined;

const toLine = (header: readonly string[], { record, info }: CsvRecord): Line | BrokenLine => {
  if (record.length !== header.length)
    return { number: info.lines, fault: `has ${record.length} columns instead of ${header.length}` };
  const fault = encodingFault(record);
  if (fault !== undefined) return { number: info.lines, fault };
  return { number: info.lines, row: Object.fromEntries(header.map((name, index) => [name, record[index]])) };
};

async function* readCsv({ path, delimiter }: FileFormat): AsyncGenerator<Line | BrokenLine> {
  const broken: BrokenLine[] = [];
  const skipped = (error: CsvError | undefined): undefined => {
    if (error) broken.push({ number: Number(error['lines'] ?? 0), fault: error.message });
  };
  const parser = parse({
    delimiter,
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: maximumLineLength,
    on_skip: skipped,
  });
  let header: string[] | undefined;
  for await (const each of pipeline(openBytes(path), parser, ignore) as AsyncIterable<CsvRecord>) {
    yield* broken.splice(0);
    if (header) yield toLine(header, each);
    else header = each.record.map((name) => name.trim());
  }
  yield* broken.splice(0);
}

const parseJsonLine = (number: number, text: string): Line | BrokenLine => {
  const fault = encodingFault([text]);
  if (fault !== undefined) return { number, fault };
  try {
    const row: unknown = JSON.parse(text);
    if (typeof row === 'object' && row !== null && !Array.isArray(row))
      return { number, row: row as Line['row'] };
    return { number, fault: 'is not a JSON object' };
  } catch (error) {
    return { number, fault: `is not JSON: ${(error as Error).message}` };
  }
};

/** Splits at line ends only, since U+2028 may stand inside a JSON string. */
async function* readTexts(path: string): AsyncGenerator<string> {
  let rest = '';
  const text = pipeline(openBytes(path), new PassThrough({ encoding: 'utf8' }), ignore);
  for await (const chunk of text as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > maximumLineLength) throw new Error(`${path} has a line of more than 4 MB`);
    yield* lines;
  }
  if (rest !== '') yield rest;
}

async function* readNdjson({ path }: FileFormat): AsyncGenerator<Line | BrokenLine> {
  let number = 0;
  for await (const text of readTexts(path)) {
    number += 1;
    if (text.trim() !== '') yield parseJsonLine(number, text);
  }
}

/**
 * The data lines of a CSV or NDJSON file, gzipped or not, with their numbers (of a record's last line, from 1, the
 * header counted). What cannot be read comes as a fault in its place; blank lines are no lines.
 * @throws Error when the file cannot be read or its compression is damaged
 */
export const readLines = (file: FileFormat): AsyncGenerator<Line | BrokenLine> =>
  isCsv(file) ? readCsv(file) : readNdjson(file);
