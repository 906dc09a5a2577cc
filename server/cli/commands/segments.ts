import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Command, Option } from 'commander';
import { type ExportFormat, type UploadMode, uploadModes } from '#schemas/segment-report.ts';
import { readUpload } from '#server/features/segments/read-upload.ts';
import type { CommandContext } from '../context.ts';
import { sizesText } from '../sizes-text.ts';
import { renderTable } from '../table.ts';
import { environmentOption, wholeNumber, withExamples } from './options.ts';

/** How the audit log names whoever sits at a terminal. */
const who = { by: 'cli', door: 'cli' } as const;

type InEnvironment = { environment: string };

/** What a file is, its name says. */
const formatOf = (file: string): ExportFormat => {
  if (file.endsWith('.csv')) return 'csv';
  if (file.endsWith('.ndjson') || file.endsWith('.jsonl')) return 'ndjson';
  throw new Error(`"${file}" is neither .csv nor .ndjson.`);
};

const addList = (segments: Command, { withServices, print }: CommandContext): void => {
  const command = segments
    .command('list')
    .summary('list segments with their sizes')
    .description('Lists the segments in force with how many customers are in them.')
    .addOption(environmentOption())
    .action(({ environment: name }: InEnvironment) =>
      withServices(name, async ({ environment }) => {
        const sizes = await environment.segments.sizes();
        print(sizes.segments.length === 0 ? 'No segment is in force.' : sizesText(sizes));
      }),
    );
  withExamples(command, ['attune segments list']);
};

const addMembers = (segments: Command, { withServices, print }: CommandContext): void => {
  const command = segments
    .command('members')
    .summary('list who is in a segment')
    .description('Lists the first customers of a segment, and since when they are in it.')
    .argument('<segment>', 'its key')
    .option('--limit <n>', 'how many', wholeNumber(1, 1000), 20)
    .addOption(environmentOption())
    .action((key: string, { environment: name, limit }: InEnvironment & { limit: number }) =>
      withServices(name, async ({ environment }) => {
        const range = { from: 0, to: limit - 1 };
        const { rows, total } = await environment.segments.members(key, range);
        print(
          renderTable(
            ['customer', 'since'],
            rows.map(({ id, since }) => [id, since.toISOString()]),
          ),
        );
        print(`${rows.length} of ${total}.`);
      }),
    );
  withExamples(command, ['attune segments members vip --limit 100']);
};

const addExport = (segments: Command, { withServices, print }: CommandContext): void => {
  const command = segments
    .command('export')
    .summary('write who is in a segment to a file')
    .description('Writes every customer of a segment to a file, CSV or JSON lines by its name.')
    .argument('<segment>', 'its key')
    .requiredOption('--to <file>', 'where to write it: .csv or .ndjson')
    .addOption(environmentOption())
    .action((key: string, { environment: name, to }: InEnvironment & { to: string }) =>
      withServices(name, async ({ environment }) => {
        const lines = await environment.segments.export(key, formatOf(to), who);
        await pipeline(Readable.from(lines), createWriteStream(to, { mode: 0o600 }));
        print(`Wrote the customers of "${key}" to ${to}.`);
      }),
    );
  withExamples(command, ['attune segments export vip --to vip.csv']);
};

const addUpload = (segments: Command, { withServices, print }: CommandContext): void => {
  const command = segments
    .command('upload')
    .summary('put customers into a segment from a file')
    .description(
      'Uploads ids into a segment whose source is "upload": CSV with a column customer_id or anonymous_id, or JSON lines. Faulty rows are told and left out.',
    )
    .argument('<segment>', 'its key')
    .argument('<file>', '.csv or .ndjson')
    .addOption(
      new Option('--mode <mode>', 'what it does to who is in it').choices(uploadModes).default('add'),
    )
    .addOption(environmentOption())
    .action((key: string, file: string, { environment: name, mode }: InEnvironment & { mode: UploadMode }) =>
      withServices(name, async ({ environment }) => {
        const rows = readUpload(formatOf(file), createReadStream(file));
        const { faults, ...told } = await environment.segments.upload(key, { mode, rows, ...who });
        for (const { row, message } of faults) print(`row ${row}: ${message}`);
        print(`${told.rows} rows: ${told.added} added, ${told.removed} removed, ${told.faulty} faulty.`);
        print(`${told.customers} customers are in "${key}" now.`);
      }),
    );
  withExamples(command, ['attune segments upload press press.csv --mode replace']);
};

const addRecompute = (segments: Command, { withServices, print }: CommandContext): void => {
  const command = segments
    .command('recompute')
    .summary('compute everyone’s memberships anew')
    .description('Computes the segments of every customer anew. Customers are served meanwhile.')
    .addOption(environmentOption())
    .action(({ environment: name }: InEnvironment) =>
      withServices(name, async ({ environment }) => {
        const ended = await environment.segments.recompute();
        if (ended === null) return print('Another process computes them.');
        return print(`Looked at ${ended.done} customers; ${ended.changes} memberships changed.`);
      }),
    );
  withExamples(command, ['attune segments recompute']);
};

/** Who is in which segment, for people at a terminal. */
export const addSegmentCommands = (program: Command, context: CommandContext): void => {
  const segments = program
    .command('segments')
    .summary('list, members, export, upload and recompute: segments list, segments upload …')
    .description('Who is in which segment.');
  addList(segments, context);
  addMembers(segments, context);
  addExport(segments, context);
  addUpload(segments, context);
  addRecompute(segments, context);
};
