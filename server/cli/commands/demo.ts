import type { Command } from 'commander';
import { defaultSize } from '#server/features/demo/generate.ts';
import type { SeedProgress } from '#server/features/demo/seed.ts';
import { defaultSeed } from '#server/features/demo/service.ts';
import type { CommandContext } from '../context.ts';
import { createProgress } from '../progress.ts';
import type { Services } from '../services.ts';
import { wholeNumber, withExamples } from './options.ts';

const labels: Record<SeedProgress['step'], string> = {
  publish: 'Publishing the rules',
  catalog: 'Loading the catalogue',
  events: 'Making customers',
  fold: 'Folding events',
  train: 'Training the models',
  decide: 'Deciding for the last days',
};

/** A shop that is there already keeps its time, so that seeding again adds nothing. */
const demoTime = async ({ read }: Services['installation']): Promise<Date> => {
  const demo = (await read())?.demo;
  return demo === undefined || demo.state === 'removed' ? new Date() : demo.at;
};

type SeedOptions = { seed: number; customers: number; days: number };

const addSeed = (program: Command, { withServices, print }: CommandContext): void => {
  const command = program
    .command('seed')
    .summary('fill an installation with the demo shop')
    .description(
      'Publishes the shipped rules and fills the production environment with a shop of 300 products and their customers. The same seed makes the same shop; repeating it adds nothing. What is true of its experiments is in docs/demo-shop.md.',
    )
    .option('--seed <number>', 'what all chance is drawn from', wholeNumber(0), defaultSeed)
    .option('--customers <number>', 'how many customers', wholeNumber(1), defaultSize.customers)
    .option('--days <number>', 'how many days they live through, up to now', wholeNumber(2), defaultSize.days)
    .action(({ seed, customers, days }: SeedOptions) =>
      withServices(
        'production',
        async ({ environment: { demo }, installation }) => {
          const at = await demoTime(installation);
          await installation.setDemo({ state: 'loading', at });
          const progress = createProgress();
          const seeded = await demo.seed({
            seed,
            now: at,
            size: { customers, days },
            progress: ({ step, done, total }) => progress.show(labels[step], done, total),
          });
          progress.finish();
          await installation.setDemo({ state: 'loaded', at });
          const { products, contentItems, events, decisions } = seeded;
          print(
            `The demo shop has ${products} products, ${contentItems} content items, ${customers} customers, ${events.toLocaleString('en')} events and ${decisions} decisions.`,
          );
        },
        { setsUp: true },
      ),
    );
  withExamples(command, ['attune seed', 'attune seed --customers 200 --days 14']);
};

const addRemove = (program: Command, { withServices, print }: CommandContext): void => {
  const demo = program
    .command('demo')
    .summary('take the demo shop out again: demo remove')
    .description('What concerns the demo shop.');
  const command = demo
    .command('remove')
    .summary('take the demo shop out again')
    .description(
      'Removes the demo shop: its products, its content, its customers with everything about them, and what they added to sums. Rules, experiments and everything of real customers stay.',
    )
    .action(() =>
      withServices('production', async ({ environment: { demo: service } }) => {
        const removed = await service.remove((customers) => {
          if (customers % 500 === 0) print(`${customers} customers removed`);
        });
        print(
          `Removed ${removed.customers} customers, ${removed.products} products and ${removed.contentItems} content items.`,
        );
      }),
    );
  withExamples(command, ['attune demo remove']);
};

export const addDemoCommands = (program: Command, context: CommandContext): void => {
  addSeed(program, context);
  addRemove(program, context);
};
