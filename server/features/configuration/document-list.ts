import { actionsOf, Rule } from '#schemas/rule.ts';
import type { ListPage, ListQuery } from '#server/platform/ra-list.ts';
import type { DocumentRecord } from './records.ts';

/** The placements that a rule's actions act on. */
const placementsOf = (body: unknown): string[] => {
  const rule = Rule.safeParse(body);
  const actions = rule.success ? actionsOf(rule.data) : [];
  return actions.flatMap((action) => ('placement' in action ? [action.placement] : []));
};

/** The types of a rule's actions; that of its event where it has none. */
const actionsIn = (body: unknown): string[] => {
  const rule = Rule.safeParse(body);
  if (!rule.success) return [];
  const actions = actionsOf(rule.data);
  return actions.length === 0 ? [rule.data.event.type] : actions.map(({ type }) => type);
};

const valueIn = (body: unknown, name: string): unknown =>
  typeof body === 'object' && body !== null && Object.hasOwn(body, name)
    ? (body as Record<string, unknown>)[name]
    : undefined;

const priorityIn = (body: unknown): unknown => Rule.shape.priority.safeParse(valueIn(body, 'priority')).data;
const switchedIn = (body: unknown): string => (valueIn(body, 'enabled') === false ? 'off' : 'on');

/** What a rule is found and sorted by beside what is written in it, defaults included. */
const ruleFields: Record<string, (body: unknown) => unknown> = {
  placement: placementsOf,
  action: actionsIn,
  priority: priorityIn,
  switched: switchedIn,
};

const fieldOf = (record: DocumentRecord, field: string): unknown => {
  if (record.kind === 'rule' && Object.hasOwn(ruleFields, field)) return ruleFields[field]!(record.body);
  if (Object.hasOwn(record, field)) return record[field as keyof DocumentRecord];
  // an experiment's own status, say, is not that of its document
  return valueIn(record.body, field.replace(/^body\./, ''));
};

const textOf = (record: DocumentRecord): string =>
  [record.key, record.name, fieldOf(record, 'description')].join(' ').toLowerCase();

const matchesField = (record: DocumentRecord, field: string, wanted: unknown): boolean => {
  if (field === 'q') return textOf(record).includes(String(wanted).toLowerCase());
  const values = [fieldOf(record, field)].flat();
  return [wanted].flat().some((one) => values.includes(one));
};

const sortable = (value: unknown): unknown => (value instanceof Date ? value.getTime() : value);

const compare = (one: unknown, other: unknown): number => {
  const [a, b] = [sortable(one), sortable(other)];
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
  // of two rules of one priority the one that was published first comes first, as in a decision
  const inTurn = sort.field === 'priority' ? () => 0 : compare;
  found.sort(
    (a, b) => direction * compare(fieldOf(a, sort.field), fieldOf(b, sort.field)) || inTurn(a.id, b.id),
  );
  return { rows: found.slice(range.from, range.to + 1), total: found.length, range };
};

/** Archived documents are listed only to those who ask for them. */
export const wantsArchived = ({ filter }: ListQuery): boolean =>
  [filter['status']].flat().includes('archived') || filter['id'] !== undefined;
