import type { ListPage, ListQuery } from '#server/platform/ra-list.ts';
import type { DocumentRecord } from './records.ts';

const fieldOf = (record: DocumentRecord, field: string): unknown => {
  if (Object.hasOwn(record, field)) return record[field as keyof DocumentRecord];
  const { body } = record;
  const has = typeof body === 'object' && body !== null && Object.hasOwn(body, field);
  return has ? (body as Record<string, unknown>)[field] : undefined;
};

const textOf = (record: DocumentRecord): string =>
  [record.key, record.name, fieldOf(record, 'description')].join(' ').toLowerCase();

const matchesField = (record: DocumentRecord, field: string, wanted: unknown): boolean => {
  if (field === 'q') return textOf(record).includes(String(wanted).toLowerCase());
  const value = fieldOf(record, field);
  return Array.isArray(wanted) ? wanted.includes(value as never) : value === wanted;
};

const compare = (a: unknown, b: unknown): number => {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a ?? '').localeCompare(String(b ?? ''), 'en');
};

/** The part of a kind's records that a list asks for, by the fields of the record and of its body. */
export const pageOf = (
  records: readonly DocumentRecord[],
  { filter, sort, range }: ListQuery,
): ListPage<DocumentRecord> => {
  const wanted = Object.entries(filter);
  const found = records.filter((record) =>
    wanted.every(([field, value]) => matchesField(record, field, value)),
  );
  const direction = sort.order === 'desc' ? -1 : 1;
  found.sort(
    (a, b) => direction * compare(fieldOf(a, sort.field), fieldOf(b, sort.field)) || compare(a.id, b.id),
  );
  return { rows: found.slice(range.from, range.to + 1), total: found.length, range };
};

/** Archived documents are listed only to those who ask for them. */
export const wantsArchived = ({ filter }: ListQuery): boolean =>
  [filter['status']].flat().includes('archived') || filter['id'] !== undefined;
