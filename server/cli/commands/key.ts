import { type Command, InvalidArgumentError } from 'commander';
import { type Right, rights } from '#server/platform/auth.ts';
import type { CommandContext } from '../context.ts';
import { environmentOption, withExamples } from './options.ts';

const isRight = (text: string): text is Right => (rights as readonly string[]).includes(text);

const toRights = (text: string): Right[] =>
  text.split(',').map((each) => {
    const right = each.trim();
    if (isRight(right)) return right;
    throw new InvalidArgumentError(`"${right}" is not one of ${rights.join(', ')}.`);
  });

type Options = { environment: string; rights: readonly Right[] };

export const addKeyCommand = (program: Command, { withServices, print }: CommandContext): void => {
  const key = program
    .command('key')
    .summary('make API keys: key create')
    .description('Keys by which programs call the API.');
  const command = key
    .command('create')
    .summary('make an API key')
    .description('Makes an API key and prints it. It is stored hashed, so this is the only time it is seen.')
    .argument('<name>', 'what it is for')
    .option('--rights <list>', `what it may do: ${rights.join(', ')}`, toRights, [...rights])
    .addOption(environmentOption())
    .action((name: string, options: Options) =>
      withServices(
        options.environment,
        async ({ keys }) => {
          const made = await keys.create({ name, ...options, author: 'cli' });
          print(made.key);
        },
        { setsUp: true },
      ),
    );
  withExamples(command, ['attune key create "Shop server"', 'attune key create Web --rights decide,track']);
};
