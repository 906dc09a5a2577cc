import { join } from 'node:path';
import { Argument, type Command } from 'commander';
import { writeJsonSchemas } from '#server/platform/json-schema.ts';
import { projectRoot } from '#server/platform/root.ts';
import type { CommandContext } from '../context.ts';
import { environmentOption, withExamples } from './options.ts';
import { addStoreCommand } from './store.ts';

const addMigrate = (program: Command, { withServices, print }: CommandContext): void => {
  program
    .command('migrate')
    .summary('create missing collections and indexes')
    .description('Creates whatever collections and indexes are missing. Servers do so when they start, too.')
    .action(() => withServices('production', async () => print('The database is ready.'), { setsUp: true }));
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

export const addMaintenanceCommands = (program: Command, context: CommandContext): void => {
  addMigrate(program, context);
  addTrain(program, context);
  addSchemas(program, context);
  addStoreCommand(program, context);
};
