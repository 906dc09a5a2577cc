import { type CsvError, parse as csvParser } from 'csv-parse';

type Parser = ReturnType<typeof csvParser>;

const delimiters = [',', ';', '\t'] as const;
const lineEnd = /\r\n|\n|\r/;

const bare = (cell: string): string => cell.trim().replace(/^"(.*)"$/, '$1');

/**
 * What parts the cells of a file, by its first line: that by which a column is one of those that are looked for.
 * @example delimiterOf('Name;customer_id', (name) => name === 'customer_id') // ';'
 */
export const delimiterOf = (header: string, isWanted: (name: string) => boolean): string =>
  delimiters.find((each) => header.split(each).some((cell) => isWanted(bare(cell)))) ?? delimiters[0];

const firstLine = (bytes: Buffer): string | undefined => {
  const [line, ...more] = bytes.toString().trimStart().split(lineEnd);
  return more.length > 0 ? line : undefined;
};

/** The bytes of a file with at least its first line in one piece. */
async function* withWholeHeader(bytes: AsyncIterable<Buffer>, longest: number): AsyncGenerator<Buffer> {
  let start: Buffer | null = Buffer.alloc(0);
  for await (const chunk of bytes) {
    if (start === null) {
      yield chunk;
      continue;
    }
    start = Buffer.concat([start, chunk]);
    if (firstLine(start) === undefined && start.length <= longest) continue;
    yield start;
    start = null;
  }
  if (start !== null) yield start;
}

const write = (parser: Parser, chunk: Buffer): Promise<Error | undefined> =>
  new Promise((resolve) => {
    parser.write(chunk, (error) => resolve(error ?? undefined));
  });

const end = (parser: Parser): Promise<Error | undefined> =>
  new Promise((resolve) => {
    parser.end(() => resolve(parser.errored ?? undefined));
  });

/** Why a record cannot be read, in words that follow its name. */
export const recordFault = (error: CsvError, longest: number): string => {
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'opens a quote that is never closed';
    case 'CSV_MAX_RECORD_SIZE':
      return `has more than ${longest} characters: a quote in it may never be closed`;
    case 'CSV_INVALID_CLOSING_QUOTE':
      return 'has text after a closing quote';
    case 'INVALID_OPENING_QUOTE':
      return 'has a quote within a cell that does not begin with one';
    default:
      return `is no CSV: ${error.message}`;
  }
};

type Options = { isWanted: (name: string) => boolean; longest: number };

/**
 * The records of CSV as they come in; what parts its cells, its header says. Every record before a fault is given
 * before the fault is thrown.
 * @throws CsvError which `recordFault` puts into words
 */
export async function* csvRecords(
  bytes: AsyncIterable<Buffer>,
  { isWanted, longest }: Options,
): AsyncGenerator<string[]> {
  const found: string[][] = [];
  let parser: Parser | null = null;
  const open = (start: Buffer): Parser =>
    csvParser({
      delimiter: delimiterOf(firstLine(start) ?? start.toString(), isWanted),
      skip_empty_lines: true,
      relax_column_count: true,
      max_record_size: longest,
      on_record: (cells: string[]) => {
        found.push(cells);
        return null;
      },
    }).on('error', () => undefined);
  for await (const chunk of withWholeHeader(bytes, longest)) {
    parser ??= open(chunk);
    const fault = await write(parser, chunk);
    yield* found.splice(0);
    if (fault) throw fault;
  }
  if (parser === null) return;
  const fault = await end(parser);
  yield* found.splice(0);
  if (fault) throw fault;
}
