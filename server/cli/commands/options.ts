import { type Command, InvalidArgumentError, Option } from 'commander';
import { environments } from '#schemas/scope.ts';

/** `-e, --environment`: which environment a command is about. */
export const environmentOption = (): Option =>
  new Option('-e, --environment <name>', 'which environment').choices(environments).default('production');

/** Reads a whole number of at least `minimum`, and at most `maximum` where there is one. */
export const wholeNumber =
  (minimum: number, maximum = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const value = Number(text);
    if (Number.isSafeInteger(value) && value >= minimum && value <= maximum) return value;
    const upTo = maximum < Number.MAX_SAFE_INTEGER ? ` to ${maximum}` : '';
    throw new InvalidArgumentError(`Not a whole number from ${minimum}${upTo}.`);
  };

/** Adds examples to the end of a command's help. */
export const withExamples = (command: Command, examples: readonly string[]): Command =>
  command.addHelpText('after', `\nExamples:\n${examples.map((example) => `  ${example}`).join('\n')}`);
