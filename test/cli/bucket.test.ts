import { expect, test } from 'vitest';
import { createProgram } from '#server/cli/program.ts';
import { parseConfig } from '#server/config.ts';

/** What `attune bucket` prints for these arguments. */
const bucket = async (...args: string[]): Promise<unknown> => {
  const printed: string[] = [];
  const program = createProgram({
    config: () => parseConfig({}),
    withServices: () => Promise.reject(new Error('no database here')),
    print: (text) => printed.push(text),
  });
  const command = program.commands.find((each) => each.name() === 'bucket')!;
  command.exitOverride().configureOutput({ writeErr: () => undefined });
  await program.parseAsync(['bucket', ...args], { from: 'user' });
  return JSON.parse(printed.join(''));
};

const asked = ['--seed', 'new-hero', '--value', 'customer-42'];

// the bucket is that of the Python in hash.test.ts
test.each<[string, string[], number | null]>([
  ['two halves', [], 1],
  ['three parts that miss 100 by a digit', ['--weights', '33.3,33.3,33.4'], 2],
  ['weights in percent', ['--weights', '80,10,10'], 0],
  ['weights that are shares', ['--weights', '0.5,0.25,0.25'], 2],
  ['a coverage that leaves it out', ['--weights', '80,20', '--coverage', '0.5'], null],
  ['one that does not', ['--weights', '0.76,0.24', '--coverage', '0.03'], 1],
])('the bucket of a customer and the variation of %s are printed', async (_name, options, variation) => {
  expect(await bucket(...asked, ...options)).toEqual({ bucket: 0.7666, variation });
});

test.each([
  ['no seed', ['--value', 'x'], "required option '--seed <text>' not specified"],
  ['words for weights', [...asked, '--weights', 'a,b'], 'Not a list of weights such as 50,50.'],
  ['weights below zero', [...asked, '--weights', '2,-1'], 'Not a list of weights such as 50,50.'],
  ['weights of nothing', [...asked, '--weights', '0,0'], 'The weights are 0 together; they must be 100'],
  ['weights below 100', [...asked, '--weights', '50,20'], 'The weights are 70 together; they must be 100'],
  ['weights above 100', [...asked, '--weights', '50,60'], 'The weights are 110 together; they must be 100'],
  ['shares above 1', [...asked, '--weights', '0.5,0.6'], 'The weights are 1.1 together; they must be 100'],
  ['two parts of two', [...asked, '--weights', '1,1'], 'The weights are 2 together; they must be 100'],
  ['an empty value', ['--seed', 'x', '--value', ''], 'A customer without a value is not in'],
  ['a coverage above 1', [...asked, '--coverage', '1.5'], 'Not a share from 0 to 1.'],
])('%s are refused', async (_name, args, message) => {
  await expect(bucket(...args)).rejects.toThrow(message);
});
