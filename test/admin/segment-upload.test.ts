import { expect, test } from 'vitest';
import type { UploadMode, UploadResult } from '#schemas/segment-report.ts';
import { uploadFault, uploadType } from '../../admin/src/segments/upload-file.ts';
import { outcomeOf, undoOf } from '../../admin/src/segments/upload-outcome.ts';

const result = (parts: Partial<UploadResult>): UploadResult => ({
  ...{ rows: 0, added: 0, removed: 0, faulty: 0, faults: [], customers: 7 },
  ...parts,
});

const now = '7 customers are in it now.';

test.each<[UploadMode, Partial<UploadResult>, string, string]>([
  ['add', { rows: 3, added: 3 }, 'success', `3 rows: 3 added. ${now}`],
  ['add', { rows: 5, added: 2 }, 'success', `5 rows: 2 added, 3 in it already. ${now}`],
  [
    'add',
    { rows: 3, added: 1, faulty: 1 },
    'warning',
    `3 rows: 1 added, 1 in it already, 1 left out. ${now}`,
  ],
  ['add', { rows: 1, faulty: 1 }, 'error', `1 row: 0 added, 1 left out. ${now}`],
  ['remove', { rows: 4, removed: 3 }, 'success', `4 rows: 3 removed, 1 not in it. ${now}`],
  [
    'replace',
    { rows: 2, added: 1, removed: 9 },
    'success',
    `2 rows: 1 added, 9 removed, 1 in it already. ${now}`,
  ],
  [
    'replace',
    { rows: 2, added: 1, faulty: 1 },
    'warning',
    `2 rows: 1 added, 0 removed, 1 left out. Nobody was removed, as rows were left out. ${now}`,
  ],
  ['add', {}, 'warning', 'The file has no rows: nothing was changed.'],
  ['add', { faulty: 1 }, 'error', 'No row can be read: nothing was changed.'],
])('an upload to %s that gives %o is a %s: %s', (mode, parts, severity, told) => {
  expect(outcomeOf(mode, result(parts))).toEqual({ severity, told });
});

test.each<[UploadMode, Partial<UploadResult>, string | undefined]>([
  ['add', { rows: 3, added: 2, faulty: 1 }, 'remove'],
  ['remove', { rows: 2, removed: 2 }, 'add'],
  // somebody was in it before, and would be taken out too
  ['add', { rows: 3, added: 2 }, undefined],
  ['remove', { rows: 3, removed: 2 }, undefined],
  ['add', { rows: 1, faulty: 1 }, undefined],
  ['replace', { rows: 2, added: 2, removed: 5 }, undefined],
])('an upload to %s that gives %o is undone by %s', (mode, parts, undo) => {
  expect(undoOf(mode, result(parts))).toBe(undo);
});

test.each([
  ['press.csv', 'text/csv'],
  ['PRESS.CSV', 'text/csv'],
  ['ids.jsonl', 'application/x-ndjson'],
  ['list.xlsx', undefined],
])('the name %s says that a file is %s', (name, type) => {
  expect(uploadType(name)).toBe(type);
});

const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('customer_id\n', 'utf16le')]);

test.each<[string, string, BlobPart, RegExp | undefined]>([
  ['UTF-8', 'a.csv', 'customer_id\nmüller\n', undefined],
  ['UTF-16', 'a.csv', utf16, /not UTF-8/],
  ['UTF-16 as JSON lines', 'a.ndjson', utf16, /not UTF-8/],
  ['Latin-1', 'a.csv', Buffer.from('customer_id\nmüller\n', 'latin1'), /not UTF-8/],
  ['a spreadsheet', 'a.xlsx', 'PK', /Save a spreadsheet as CSV/],
])('a file in %s is told apart before it is sent', async (_what, name, content, why) => {
  const fault = await uploadFault(new File([content], name));
  if (why === undefined) expect(fault).toBeUndefined();
  else expect(fault).toMatch(why);
});
