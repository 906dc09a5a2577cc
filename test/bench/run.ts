import { parseArgs } from 'node:util';
import type { BenchRow, BenchSuite } from './support/row.ts';

const suites: Readonly<Record<string, () => Promise<BenchSuite>>> = {
  decide: () => import('./decide.ts'),
  http: () => import('./http.ts'),
  ingest: () => import('./ingest.ts'),
  match: () => import('./match.ts'),
  segments: () => import('./segments.ts'),
  store: () => import('./store.ts'),
};

const columns: { title: string; width: number; text: (row: BenchRow) => string }[] = [
  { title: 'case', width: 36, text: (row) => row.case },
  { title: 'subject', width: 38, text: ({ subject }) => subject },
  { title: 'value', width: -12, text: ({ value }) => value.toFixed(1) },
  { title: '', width: 6, text: ({ unit }) => unit },
  { title: 'ratio', width: -9, text: ({ ratio }) => ratio.toFixed(2) },
  { title: 'to', width: 0, text: (row) => row.ratio_to },
];

const align = (cells: readonly string[]): string =>
  columns
    // a negative width aligns to the right
    .map(({ width }, i) => (width < 0 ? cells[i]!.padStart(-width) : cells[i]!.padEnd(width)))
    .join(' ')
    .trimEnd();

const printTable = (row: BenchRow): void => console.log(align(columns.map(({ text }) => text(row))));
const printLine = (row: BenchRow): void => console.log(JSON.stringify(row));

const usage = (): string =>
  `usage: npm run bench -- <suite> [--json] [--seconds n]\nsuites: ${Object.keys(suites).join(', ')}`;

const main = async (): Promise<number> => {
  const { values, positionals } = parseArgs({
    options: { json: { type: 'boolean', default: false }, seconds: { type: 'string' } },
    allowPositionals: true,
  });
  const [name = ''] = positionals;
  const load = Object.hasOwn(suites, name) ? suites[name] : undefined;
  if (load === undefined || positionals.length !== 1) {
    console.error(name === '' ? usage() : `there is no suite "${positionals.join(' ')}"\n${usage()}`);
    return 2;
  }
  if (!values.json) console.log(align(columns.map(({ title }) => title)));
  const { run } = await load();
  for await (const row of await run(values.seconds === undefined ? [] : ['--seconds', values.seconds]))
    (values.json ? printLine : printTable)(row);
  return 0;
};

process.exitCode = await main();
