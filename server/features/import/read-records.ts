import type { ImportMapping, ImportSource } from '#schemas/import-mapping.ts';
import { compileFields, type FieldsContext, type ReadFields } from './fields.ts';
import { groupLines } from './groups.ts';
import { loadJoins } from './joins.ts';
import { compileLineTest, type TestRow } from './line-test.ts';
import { readLines } from './read-lines.ts';
import { setPath } from './set-path.ts';
import { toRecord } from './to-record.ts';
import { textOf } from './transform.ts';
import type { Line, Outcome, Remark, Row } from './types.ts';

export type ReadContext = {
  mapping: ImportMapping;
  source: ImportSource;
  /** Where the source's file is. */
  path: string;
  /** Tells this content of the file from any other; record ids are made from it unless mapped. */
  fileHash: string;
  resolve: (file: string) => string;
  receivedAt: Date;
  /** Added to the times of events, in milliseconds. */
  shift: number;
};

type List = { steps: string[]; takes: TestRow; read: ReadFields };
type Compiled = {
  source: ImportSource;
  read: ReadFields;
  lists: List[];
  skips: { holds: TestRow; reason: string }[];
  noteMissing: (row: Row) => string[];
};

const compileLists = ({ group }: ImportSource, context: FieldsContext): List[] =>
  (group?.lists ?? []).map(({ into, when, fields }) => ({
    steps: into.split('.'),
    takes: when ? compileLineTest(when) : () => true,
    read: compileFields(fields, context),
  }));

const compileReferences = (
  { references }: ImportSource,
  { joins }: FieldsContext,
): Compiled['noteMissing'] => {
  const checks = references.map(({ column, join }) => {
    const index = joins.get(join);
    if (!index) throw new Error(`there is no join named "${join}"`);
    return { column, join, index };
  });
  return (row) =>
    checks
      .filter(({ column, index }) => !index.has(textOf(row[column])))
      .map(({ column, join }) => `${column} ${textOf(row[column])} is not in ${join}`);
};

const compileSource = async ({ mapping, source, resolve }: ReadContext): Promise<Compiled> => {
  const context = { defaults: mapping, joins: await loadJoins(source, resolve) };
  return {
    source,
    read: compileFields(source.fields, context),
    lists: compileLists(source, context),
    skips: source.skip.map(({ when, reason }) => ({ holds: compileLineTest(when), reason })),
    noteMissing: compileReferences(source, context),
  };
};

const rejected = (line: number, faults: readonly string[]): Remark => ({
  line,
  kind: 'rejected',
  reason: faults.join('; '),
});

/** Hands on the lines that can be used; the others become remarks. */
async function* usableLines(
  context: ReadContext,
  { skips }: Compiled,
  remark: (remark: Remark) => void,
): AsyncGenerator<Line> {
  const { delimiter, format } = context.source;
  for await (const line of readLines({ path: context.path, delimiter, format })) {
    if ('fault' in line) {
      remark(rejected(line.number, [line.fault]));
      continue;
    }
    const skip = skips.find(({ holds }) => holds(line.row));
    if (skip) remark({ line: line.number, kind: 'skipped', reason: skip.reason });
    else yield line;
  }
}

type Items = { byList: unknown[][]; kept: Line[]; remarks: Remark[] };

const collectItems = (lists: readonly List[], group: readonly Line[]): Items => {
  const byList = lists.map((): unknown[] => []);
  const kept: Line[] = [];
  const remarks: Remark[] = [];
  for (const line of group) {
    const index = lists.findIndex(({ takes }) => takes(line.row));
    const item = lists[index]?.read(line, [line]);
    const faults = item ? item.faults : [`no list of the group takes the line`];
    if (item && faults.length === 0) {
      byList[index]!.push(item.value);
      kept.push(line);
    } else remarks.push(rejected(line.number, faults));
  }
  return { byList, kept, remarks };
};

const toOutcome = (compiled: Compiled, context: ReadContext, group: readonly Line[]): Outcome => {
  const { lists, source } = compiled;
  const items = lists.length > 0 ? collectItems(lists, group) : { byList: [], kept: [...group], remarks: [] };
  const { kept } = items;
  const [first] = kept;
  if (!first) return { kind: 'remarks', remarks: items.remarks };
  const { value, faults } = compiled.read(first, kept);
  // a list takes its place even when it stays empty, so that readers need not ask
  for (const [index, list] of lists.entries()) setPath(value, list.steps, items.byList[index]!);
  const fallbackId = `${source.name}-${context.fileHash.slice(0, 12)}-${first.number}`;
  const { receivedAt, shift } = context;
  const result =
    faults.length > 0 ? { faults } : toRecord(source.records, value, { fallbackId, receivedAt, shift });
  if ('faults' in result) {
    const remarks = kept.map(({ number }) => rejected(number, result.faults));
    return { kind: 'remarks', remarks: [...items.remarks, ...remarks] };
  }
  const notes = kept.flatMap(({ number, row }) =>
    compiled.noteMissing(row).map((reason): Remark => ({ line: number, kind: 'note', reason })),
  );
  return { kind: 'record', record: result.record, lines: kept.length, remarks: [...items.remarks, ...notes] };
};

async function* alone(lines: AsyncIterable<Line>): AsyncGenerator<Line[]> {
  for await (const line of lines) yield [line];
}

/**
 * What becomes of every line of a source: a record made from it, alone or with its group, or a remark that says why
 * not. Records come in the same order on every run, so a run can go on where another ended.
 * @throws Error when the file, or one that it joins, cannot be read
 */
export async function* readRecords(context: ReadContext): AsyncGenerator<Outcome> {
  const compiled = await compileSource(context);
  const { group } = context.source;
  const pending: Remark[] = [];
  const lines = usableLines(context, compiled, (remark) => pending.push(remark));
  const groups = group ? groupLines(lines, { path: context.path, by: group.by }) : alone(lines);
  for await (const each of groups) {
    if (pending.length > 0) yield { kind: 'remarks', remarks: pending.splice(0) };
    yield toOutcome(compiled, context, each);
  }
  if (pending.length > 0) yield { kind: 'remarks', remarks: pending };
}
