import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { wholeNumber, withExamples } from './options.ts';
import { addRestore } from './store-restore.ts';

const signals = ['SIGINT', 'SIGTERM'] as const;

/** Waits for a signal or for the end of a store. Nothing else keeps the process alive: a pending promise does not. */
const untilEither = (ended: Promise<void>): Promise<'interrupted' | 'ended'> =>
  new Promise((resolve) => {
    const alive = setInterval(() => undefined, 60_000);
    const finish = (why: 'interrupted' | 'ended'): void => {
      clearInterval(alive);
      for (const signal of signals) process.off(signal, interrupt);
      resolve(why);
    };
    const interrupt = (): void => finish('interrupted');
    for (const signal of signals) process.once(signal, interrupt);
    void ended.then(() => finish('ended'));
  });

const megabytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MB`;

const addBackup = (store: Command, { print }: CommandContext, dataDir: (data?: string) => string): void => {
  const command = store
    .command('backup')
    .summary('copy the store, running or not')
    .description(
      'Copies the store to a new folder, while its servers go on. To restore it: attune store restore.',
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

const serve = async (folder: string, port: number | undefined, print: (text: string) => void) => {
  const { startEmbeddedStore } = await import('#server/platform/embedded-mongo/start.ts');
  const store = await startEmbeddedStore({ dataDir: folder, ...(port === undefined ? {} : { port }) });
  print(store.uri);
  if (store.portUri) print(store.portUri);
  const why = await untilEither(store.ended);
  await store.stop();
  if (why === 'ended') throw new Error(`The store of ${folder} has ended, and not from here.`);
};

/** The embedded store by itself, or a look into a running one; and its upkeep. */
export const addStoreCommand = (program: Command, context: CommandContext): void => {
  const { config, print } = context;
  const store = program
    .command('store')
    .summary('run the embedded store by itself; back it up, compact it, check it')
    .description(
      'Runs the embedded store until interrupted, or joins the one that runs, and prints its addresses.',
    )
    .enablePositionalOptions()
    .allowExcessArguments()
    .option('--data <folder>', 'the data folder; otherwise that of ATTUNE_DATA_DIR')
    .option(
      '--port <number>',
      'also listen on this port of 127.0.0.1, for MongoDB tools; 0 takes a free one',
      wholeNumber(0, 65_535),
    )
    .action(async ({ data, port }: { data?: string; port?: number }, { args, commands }: Command) => {
      if (args.length > 0) throw new Error(unknownCommand(args[0]!, commands));
      await serve(dataDir(data), port, print);
    });
  // `store --data x verify` is about x as well
  const dataDir = (data: string | undefined = store.opts<{ data?: string }>().data): string =>
    data ?? config().dataDir;
  withExamples(store, ['attune store --port 27018', 'attune store --data /var/lib/attune']);
  addBackup(store, context, dataDir);
  addCompact(store, context, dataDir);
  addVerify(store, context, dataDir);
  addRestore(store, context, dataDir);
};

const unknownCommand = (name: string, commands: readonly Command[]): string =>
  `The store has no command "${name}". It has ${commands.map((command) => command.name()).join(', ')}.`;
