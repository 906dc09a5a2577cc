import { access, readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { Purpose, purposes } from '#schemas/consent.ts';
import { ImportMapping } from '#schemas/import-mapping.ts';
import type { SourceResult } from '#server/features/import/import-source.ts';
import type { ImportProgress, ImportResult } from '#server/features/import/service.ts';
import { faultsOf, problem } from '#server/platform/problems.ts';
import type { CommandContext } from '../context.ts';
import { createProgress, type Progress } from '../progress.ts';
import { renderTable } from '../table.ts';
import { environmentOption, withExamples } from './options.ts';

type Options = {
  environment: string;
  directory?: string;
  rebaseTo?: 'now';
  consent?: Purpose[];
  report: string;
  fromStart?: boolean;
};

const readMapping = async (path: string): Promise<ImportMapping> => {
  const { success, data, error } = ImportMapping.safeParse(JSON.parse(await readFile(path, 'utf8')));
  if (success) return data;
  throw problem('invalid-request', { detail: `${path} is no import mapping.`, errors: faultsOf(error) });
};

const toNow = (text: string): 'now' => {
  if (text === 'now') return text;
  throw new InvalidArgumentError('Only "now" is possible.');
};

const toPurposes = (text: string): Purpose[] =>
  text.split(',').map((each) => {
    const { success, data } = Purpose.safeParse(each.trim());
    if (success) return data;
    throw new InvalidArgumentError(`"${each}" is not one of ${purposes.join(', ')}.`);
  });

/** A file that was given by name wins over one of the same name in the directory. */
const fileResolver = (directory: string, files: readonly string[]): ((file: string) => string) => {
  const given = new Map(files.map((file) => [basename(file), resolve(file)]));
  return (file) => given.get(basename(file)) ?? join(directory, file);
};

/** All missing files are told at once, before anything is stored. */
const requireFiles = async (mapping: ImportMapping, locate: (file: string) => string): Promise<void> => {
  const names = mapping.sources.flatMap(({ file, joins }) => [file, ...joins.map((join) => join.file)]);
  const missing: string[] = [];
  for (const path of new Set(names.map(locate))) await access(path).catch(() => missing.push(path));
  if (missing.length > 0) throw new Error(`These files are missing:\n  ${missing.join('\n  ')}`);
};

const showProgress = (progress: Progress, each: ImportProgress): void => {
  if (each.phase === 'survey') progress.show('Looking at files', each.files, each.total);
  else if (each.phase === 'store') progress.show('Storing lines', each.doneLines, each.totalLines);
  else if (each.phase === 'fold') progress.show('Folding events', each.events, each.total);
  else progress.show('Training recommenders', each.done ? 1 : 0, 1);
};

const header = [
  'source',
  'file',
  'lines',
  '= new',
  '+ known',
  '+ merged',
  '+ rejected',
  '+ skipped',
  'notes',
];

const toRow = (result: SourceResult): (string | number)[] => {
  const { source, file, lines, created, known, merged, rejected, skipped, notes } = result;
  return [source, file, lines, created, known, merged, rejected, skipped, notes];
};

const describeResult = ({ sources, storeSeconds, foldSeconds, shift }: ImportResult): string => {
  const lines = sources.reduce((sum, result) => sum + result.lines, 0);
  const rate = Math.round(lines / Math.max(storeSeconds, 0.001)).toLocaleString('en');
  const days = (shift / 86_400_000).toFixed(1);
  return [
    renderTable(header, sources.map(toRow)),
    '',
    `${lines.toLocaleString('en')} lines stored in ${storeSeconds.toFixed(1)} s (${rate} lines/s); the last was folded ${foldSeconds.toFixed(1)} s later.`,
    ...(shift === 0 ? [] : [`Times were shifted by ${days} days.`]),
  ].join('\n');
};

const remarkCount = ({ sources }: ImportResult): number =>
  sources.reduce((sum, { rejected, skipped, notes }) => sum + rejected + skipped + notes, 0);

export const addImportCommand = (program: Command, { withServices, print }: CommandContext): void => {
  const command = program
    .command('import')
    .summary('load products, customers and events from files')
    .description(
      'Loads CSV and NDJSON files, gzipped or not, as a mapping file says. Interrupted, it goes on where it was when run again; finished, running it again stores nothing twice. Every line is stored or told of in the report.',
    )
    .argument('<mapping>', 'the mapping file: which columns become what')
    .argument('[files...]', 'files to use for those of the same name in the mapping')
    .option('-d, --directory <folder>', 'where the files are; beside the mapping when absent')
    .addOption(environmentOption())
    .option('--rebase-to <time>', 'shift all times so that the newest event is "now"', toNow)
    .option('--consent <purposes>', `what all customers have agreed to: ${purposes.join(', ')}`, toPurposes)
    .option('--report <file>', 'where to write what was not stored, and why', 'import-report.ndjson')
    .option('--from-start', 'forget how far an earlier run got')
    .action((mappingPath: string, files: string[], options: Options) =>
      withServices(
        options.environment,
        async ({ environment: { importer } }) => {
          const mapping = await readMapping(mappingPath);
          const locate = fileResolver(options.directory ?? dirname(mappingPath), files);
          await requireFiles(mapping, locate);
          const progress = createProgress();
          const result = await importer.run({
            mapping,
            resolve: locate,
            reportPath: options.report,
            rebase: options.rebaseTo === 'now',
            consent: options.consent ?? [],
            fromStart: options.fromStart ?? false,
            progress: (each) => showProgress(progress, each),
          });
          progress.finish();
          print(describeResult(result));
          const remarks = remarkCount(result);
          if (remarks > 0) print(`${remarks.toLocaleString('en')} remarks are in ${options.report}.`);
        },
        { setsUp: true },
      ),
    );
  withExamples(command, [
    'attune import docs/examples/completejourney/mapping.json --directory ./completejourney',
    'attune import mapping.json orders.csv.gz --rebase-to now --consent personalization,analytics',
  ]);
};
