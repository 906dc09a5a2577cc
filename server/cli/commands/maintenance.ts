import { join } from 'node:path';
import { Argument, type Command } from 'commander';
import { writeJsonSchemas } from '#server/platform/json-schema.ts';
import { projectRoot } from '#server/platform/root.ts';
import type { CommandContext } from '../context.ts';
import { environmentOption, wholeNumber, withExamples } from './options.ts';

const addMigrate = (program: Command, { withServices, print }: CommandContext): void => {
  program
    .command('migrate')
    .summary('create missing collections and indexes')
    .description('Creates whatever collections and indexes are missing. Servers do so when they start, too.')
    .action(() => withServices('production', async () => print('The database is ready.')));
};

const addTrain = (program: Command, { withServices, print }: CommandContext): void => {
  const command = program
    .command('train')
    .summary('train the recommenders now')
    .description(
      'Trains the recommenders on the stored events and puts them in force. Workers do so on their own.',
    )
    .addOption(environmentOption())
    .option('--force', 'also when no event was added since')
    .action(({ environment, force = false }: { environment: string; force?: boolean }) =>
      withServices(environment, async ({ environment: { training } }) => {
        const result = await training.train({ force });
        if (result.state === 'skipped') return print(`Not trained: ${result.reason}.`);
        const { orders, views, products, evidence } = result;
        return print(
          `Trained on ${orders} orders and ${views} views of ${products} products; evidence ${evidence}.`,
        );
      }),
    );
  withExamples(command, ['attune train', 'attune train --force --environment staging']);
};

const schemasFolder = (): Argument =>
  new Argument('[folder]', 'where to write them').default(join(projectRoot, 'schemas/json'), 'schemas/json');

const addSchemas = (program: Command, { print }: CommandContext): void => {
  const command = program
    .command('schemas')
    .summary('write the JSON Schemas that editors use')
    .description('Writes the JSON Schemas of rules and mappings, so that editors check and complete them.')
    .addArgument(schemasFolder())
    .action(async (folder: string) => {
      const files = await writeJsonSchemas(folder);
      print(`Wrote ${files.length} schemas to ${folder}.`);
    });
  withExamples(command, ['attune schemas', 'attune schemas ./editor-schemas']);
};

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

const addStore = (program: Command, { config, print }: CommandContext): void => {
  const command = program
    .command('store')
    .summary('run the embedded store by itself')
    .description('Runs the embedded store until interrupted, for tools that speak to MongoDB.')
    .option('--port <number>', 'port to listen on; 0 takes a free one', wholeNumber(0), 0)
    .action(async ({ port }: { port: number }) => {
      const { startEmbeddedStore } = await import('#server/platform/embedded-mongo/start.ts');
      const { dataDir } = config();
      const { uri, joined, stop } = await startEmbeddedStore({ dataDir, port });
      if (joined) {
        await stop();
        throw new Error(`The store of ${dataDir} is running already; stop its server, then run this again.`);
      }
      print(uri);
      await untilInterrupted();
      await stop();
    });
  withExamples(command, ['attune store --port 27018', 'ATTUNE_DATA_DIR=/var/lib/attune attune store']);
};

export const addMaintenanceCommands = (program: Command, context: CommandContext): void => {
  addMigrate(program, context);
  addTrain(program, context);
  addSchemas(program, context);
  addStore(program, context);
};
