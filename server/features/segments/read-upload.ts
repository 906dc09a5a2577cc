import type { Readable } from 'node:stream';
import { CsvError } from 'csv-parse';
import { ExternalId } from '#schemas/key.ts';
import { csvRecords, recordFault } from './csv-records.ts';
import { bytesOfText, hasLostLetters } from './upload-bytes.ts';

/** One row of an upload: whom it names, or what is wrong with it. Rows count from 1, without a header. */
export type UploadRow = { row: number } & ({ identity: string } | { fault: string });
export type UploadFormat = 'csv' | 'ndjson';

const kinds = ['customer_id', 'anonymous_id'] as const;
const longestRow = 10_000;
const wanted = 'customer_id or anonymous_id';

const fault = (row: number, message: string): UploadRow => ({ row, fault: message });

const textOf = (value: unknown): string | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value)
    ? String(value)
    : typeof value === 'string' && value !== ''
      ? value
      : undefined;

/** Whom fields name: exactly one of the two ids. */
const identityIn = (row: number, fields: Readonly<Record<string, unknown>>): UploadRow => {
  const named = kinds.filter((kind) => Object.hasOwn(fields, kind) && textOf(fields[kind]) !== undefined);
  const [kind] = named;
  if (kind === undefined) return fault(row, `no ${wanted}`);
  if (named.length > 1) return fault(row, `both customer_id and anonymous_id`);
  const id = ExternalId.safeParse(textOf(fields[kind]));
  return id.success
    ? { row, identity: `${kind}:${id.data}` }
    : fault(row, `${kind}: longer than 200 characters`);
};

/** A plain id is a customer's. */
const rowOf = (row: number, value: unknown): UploadRow => {
  const id = textOf(value);
  if (id !== undefined) return identityIn(row, { customer_id: id });
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return fault(row, `neither an id nor an object with ${wanted}`);
  return identityIn(row, value as Record<string, unknown>);
};

const isKind = (name: string): boolean => (kinds as readonly string[]).includes(name.trim().toLowerCase());

/** The ids are looked for whatever letters and spaces a spreadsheet writes them with. */
const columnOf = (name: string): string => (isKind(name) ? name.trim().toLowerCase() : name.trim());

const notUtf8 = 'is not UTF-8: letters in it cannot be read';

const csvRow = (row: number, cells: readonly string[], header: readonly string[]): UploadRow =>
  cells.length > header.length
    ? fault(row, `${cells.length} cells under ${header.length} columns`)
    : identityIn(row, Object.fromEntries(header.map((name, index) => [name, cells[index]?.trim()])));

async function* csvRows(bytes: Readable): AsyncGenerator<UploadRow> {
  let header: string[] | null = null;
  let row = 0;
  const here = (): string => (header === null ? 'the header' : `row ${row + 1}`);
  const records = csvRecords(bytesOfText(bytes), { isWanted: isKind, longest: longestRow });
  try {
    for await (const cells of records) {
      if (cells.some(hasLostLetters)) throw new Error(`${here()} ${notUtf8}`);
      if (header === null) {
        if (!cells.some(isKind)) return yield fault(0, `the first row names no column ${wanted}`);
        header = cells.map(columnOf);
        continue;
      }
      row += 1;
      yield csvRow(row, cells, header);
    }
  } catch (error) {
    throw error instanceof CsvError ? new Error(`${here()} ${recordFault(error, longestRow)}`) : error;
  }
}

const parsedLine = (row: number, line: string): UploadRow => {
  try {
    return rowOf(row, JSON.parse(line));
  } catch {
    return fault(row, 'not valid JSON');
  }
};

async function* lines(bytes: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of bytes) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = parts.pop()!;
    yield* parts;
    if (rest.length > longestRow) throw new Error(`a line has more than ${longestRow} characters`);
  }
  yield rest + decoder.decode();
}

async function* ndjsonRows(bytes: Readable): AsyncGenerator<UploadRow> {
  let row = 0;
  for await (const line of lines(bytesOfText(bytes))) {
    if (line.trim() === '') continue;
    row += 1;
    if (hasLostLetters(line)) throw new Error(`row ${row} ${notUtf8}`);
    yield parsedLine(row, line);
  }
}

/**
 * The rows of an upload, one after the other as they come in: CSV with a header that names customer_id or
 * anonymous_id, its cells parted by commas, semicolons or tabs; or JSON lines with ids or objects.
 * @throws Error where a row is no CSV or no UTF-8, by its number; every row before it was given
 */
export const readUpload = (format: UploadFormat, bytes: Readable): AsyncGenerator<UploadRow> =>
  format === 'csv' ? csvRows(bytes) : ndjsonRows(bytes);

/** The rows of a list that is there as a whole. */
export const rowsOfList = (list: readonly unknown[]): UploadRow[] =>
  list.map((value, index) => rowOf(index + 1, value));
