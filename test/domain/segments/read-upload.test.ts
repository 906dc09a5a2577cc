import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { readUpload, type UploadFormat, type UploadRow } from '#server/features/segments/read-upload.ts';

const mark = Buffer.from([0xef, 0xbb, 0xbf]);

/** What was read, and what stopped it; the bytes come in as pieces of a size. */
const read = async (format: UploadFormat, bytes: Buffer, size = bytes.length) => {
  const pieces: Buffer[] = [];
  for (let from = 0; from < bytes.length; from += size) pieces.push(bytes.subarray(from, from + size));
  const rows: UploadRow[] = [];
  try {
    for await (const row of readUpload(format, Readable.from(pieces))) rows.push(row);
    return { rows };
  } catch (error) {
    return { rows, stopped: (error as Error).message };
  }
};

const ada = { row: 1, identity: 'customer_id:ada' };
const gil = { row: 2, identity: 'anonymous_id:gil' };

const tables: [what: string, text: string][] = [
  ['commas', 'customer_id,anonymous_id\nada,\n,gil\n'],
  ['semicolons', 'customer_id;anonymous_id\nada;\n;gil\n'],
  ['tabs', 'customer_id\tanonymous_id\nada\t\n\tgil\n'],
  ['commas within a quoted cell', '"name, first";customer_id;anonymous_id\n"A, B";ada;\n;;gil\n'],
  ['ids in any letters and with spaces', ' Customer_ID ;ANONYMOUS_ID\nada;\n;gil\n'],
  ['quoted ids, and lines as Windows ends them', '"customer_id";"anonymous_id"\r\n"ada";\r\n;"gil"\r\n'],
];

test.each(tables)('a table with %s is read, in whatever pieces it comes', async (_what, text) => {
  const bytes = Buffer.from(text);
  for (const content of [bytes, Buffer.concat([mark, bytes])])
    for (const size of [1, 2, 7, content.length])
      expect(await read('csv', content, size), `${size}`).toEqual({ rows: [ada, gil] });
});

test('letters of two bytes are read across pieces', async () => {
  const bytes = Buffer.from('customer_id\nmüller\n');
  expect(await read('csv', bytes, 1)).toEqual({ rows: [{ row: 1, identity: 'customer_id:müller' }] });
  expect(await read('ndjson', Buffer.concat([mark, Buffer.from('"müller"')]), 1)).toEqual({
    rows: [{ row: 1, identity: 'customer_id:müller' }],
  });
});

const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

type Broken = [what: string, format: UploadFormat, bytes: Buffer, rows: number, stopped: RegExp];
const broken: Broken[] = [
  ['UTF-16 with its mark', 'csv', utf16('\uFEFFcustomer_id\nada\n'), 0, /UTF-16/],
  ['UTF-16 the other way round', 'csv', utf16('\uFEFFcustomer_id\n').swap16(), 0, /UTF-16/],
  ['UTF-16 without a mark', 'ndjson', utf16('"ada"\n'), 0, /UTF-16/],
  ['Latin-1', 'csv', latin1('customer_id\nada\nmüller\n'), 1, /^row 2 is not UTF-8/],
  ['a header in Latin-1', 'csv', latin1('größe,customer_id\n1,ada\n'), 0, /^the header is not UTF-8/],
  ['Latin-1 as JSON lines', 'ndjson', latin1('"ada"\n"müller"\n'), 1, /^row 2 is not UTF-8/],
  [
    'an open quote',
    'csv',
    Buffer.from('customer_id\nada\n"gil\nbob\n'),
    1,
    /^row 2 opens a quote that is never/,
  ],
  [
    'a long open quote',
    'csv',
    Buffer.from(`customer_id\nada\n"${'b\n'.repeat(6000)}`),
    1,
    /^row 2 has more than/,
  ],
  [
    'an open quote in the header',
    'csv',
    Buffer.from('customer_id,"a\nada\n'),
    0,
    /^the header opens a quote/,
  ],
  [
    'text after a quote',
    'csv',
    Buffer.from('customer_id\nada\n"gil"x\n'),
    1,
    /^row 2 has text after a closing/,
  ],
  ['a quote amid a cell', 'csv', Buffer.from('customer_id\nada\ngi"l\n'), 1, /^row 2 has a quote within/],
];

test.each(broken)('%s stops an upload by name, after every row before it', async (...given) => {
  const [_what, format, bytes, rows, stopped] = given;
  for (const size of [1, 5, bytes.length]) {
    const found = await read(format, bytes, size);
    expect(found.rows).toHaveLength(rows);
    expect(found.stopped).toMatch(stopped);
  }
});

test('a table without a column of ids says so once', async () => {
  expect(await read('csv', Buffer.from('name;mail\nAda;a@b.example\n'))).toEqual({
    rows: [{ row: 0, fault: 'the first row names no column customer_id or anonymous_id' }],
  });
});
