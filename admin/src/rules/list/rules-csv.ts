import { downloadCSV } from 'react-admin';
import type { DocumentRecord } from '../../document/types.ts';
import { columns } from './columns.tsx';
import type { Told } from './types.ts';

/** A text that starts like a formula is none for a spreadsheet. */
const cell = (value: string | number): string => {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/**
 * Rules as CSV, one line each, all columns.
 * @example csvOf([], told).split('\n')[0] // 'key,name,Status,…'
 */
export const csvOf = (records: readonly DocumentRecord[], told: Told): string =>
  [
    ['key', 'name', ...columns.map(({ label }) => label)],
    ...records.map((record) => [record.key, record.name, ...columns.map(({ text }) => text(record, told))]),
  ]
    .map((row) => row.map(cell).join(','))
    .join('\n');

export const downloadRules = (records: readonly DocumentRecord[], told: Told): void =>
  downloadCSV(csvOf(records, told), 'rules');
