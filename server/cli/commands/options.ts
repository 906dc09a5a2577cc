import { type Command, InvalidArgumentError, Option } from 'commander';
import { environments } from '#schemas/scope.ts';

/** `-e, --environment`: which environment a command is about. */
export const environmentOption = (): Option =>
  new Option('-e, --environment <name>', 'which environment').choices(environments).default('production');

/** Reads a whole number of at least `minimum`. */
export const wholeNumber =
  (minimum: number) =>
  (text: string): number => {
    const value = Number(text);
    if (Number.isSafeInteger(value) && value >= minimum) return value;
    throw new InvalidArgumentError(`Not a whole number from ${minimum}.`);
  };

/** Adds examples to the end of a command's help. */
export const withExamples = (command: Command, examples: readonly string[]): Command =>
  command.addHelpText('after', `\nExamples:\n${examples.map((example) => `  ${example}`).join('\n')}`);
