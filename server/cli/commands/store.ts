import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { wholeNumber, withExamples } from './options.ts';

/** Nothing else keeps the process alive: a pending promise does not. */
const untilInterrupted = (): Promise<void> =>
  new Promise((resolve) => {
    const alive = setInterval(() => undefined, 60_000);
    const end = (): void => {
      clearInterval(alive);
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
  });

const megabytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MB`;

const addBackup = (store: Command, { print }: CommandContext, dataDir: (data?: string) => string): void => {
  const command = store
    .command('backup')
    .summary('copy the store, running or not')
    .description(
      'Copies the store to a new folder, while its servers go on. A server on that folder restores it.',
    )
    .option('--data <folder>', 'the data folder; otherwise that of ATTUNE_DATA_DIR')
    .requiredOption('--to <folder>', 'an empty or new folder')
    .action(async ({ data, to }: { data?: string; to: string }) => {
      const { backUpStore } = await import('#server/platform/embedded-mongo/upkeep.ts');
      const { before, after } = await backUpStore(dataDir(data), to);
      print(`The backup in ${to} has ${megabytes(after)}; the store has ${megabytes(before)}.`);
    });
  withExamples(command, ['attune store backup --to /backups/2026-05-04']);
};

const addCompact = (store: Command, { print }: CommandContext, dataDir: (data?: string) => string): void => {
  const command = store
    .command('compact')
    .summary('give back the room of what was removed')
    .description('Writes the store anew without gaps. Servers go on; their writes wait until it is done.')
    .option('--data <folder>', 'the data folder; otherwise that of ATTUNE_DATA_DIR')
    .option('--purge', 'remove the change log too, so that nothing erased leaves a trace')
    .action(async ({ data, purge = false }: { data?: string; purge?: boolean }) => {
      const { compactStore } = await import('#server/platform/embedded-mongo/upkeep.ts');
      const { before, after } = await compactStore(dataDir(data), { purge });
      print(`Compacted from ${megabytes(before)} to ${megabytes(after)}.`);
    });
  withExamples(command, ['attune store compact', 'attune store compact --purge --data /var/lib/attune']);
};

const addVerify = (store: Command, { print }: CommandContext, dataDir: (data?: string) => string): void => {
  const command = store
    .command('verify')
    .summary('read all of the store and say whether it is whole')
    .description(
      'Reads every document and every index entry. One that does not run is read page by page as well.',
    )
    .option('--data <folder>', 'the data folder; otherwise that of ATTUNE_DATA_DIR')
    .action(async ({ data }: { data?: string }) => {
      const { verifyStore } = await import('#server/platform/embedded-mongo/upkeep.ts');
      const { documents, entries } = await verifyStore(dataDir(data));
      print(`The store is whole: ${documents} documents, ${entries} index entries.`);
    });
  withExamples(command, ['attune store verify', 'attune store verify --data /backups/2026-05-04']);
};

/** The embedded store by itself, and its upkeep. */
export const addStoreCommand = (program: Command, context: CommandContext): void => {
  const { config, print } = context;
  const dataDir = (data?: string): string => data ?? config().dataDir;
  const store = program
    .command('store')
    .summary('run the embedded store by itself; back it up, compact it, check it')
    .description('Runs the embedded store until interrupted, for tools that speak to MongoDB.')
    .option('--port <number>', 'port to listen on; 0 takes a free one', wholeNumber(0), 0)
    .action(async ({ port }: { port: number }) => {
      const { startEmbeddedStore } = await import('#server/platform/embedded-mongo/start.ts');
      const { uri, joined, stop } = await startEmbeddedStore({ dataDir: dataDir(), port });
      if (joined) {
        await stop();
        throw new Error(
          `The store of ${dataDir()} is running already; stop its server, then run this again.`,
        );
      }
      print(uri);
      await untilInterrupted();
      await stop();
    });
  withExamples(store, ['attune store --port 27018', 'ATTUNE_DATA_DIR=/var/lib/attune attune store']);
  addBackup(store, context, dataDir);
  addCompact(store, context, dataDir);
  addVerify(store, context, dataDir);
};
