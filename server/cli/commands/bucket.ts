import { type Command, InvalidArgumentError } from 'commander';
import { assign } from '#server/domain/assignment/assign.ts';
import { bucket } from '#server/domain/assignment/hash.ts';
import type { CommandContext } from '../context.ts';
import { withExamples } from './options.ts';

// 33.3,33.3,33.4 may miss 100 by the last binary digit
const ROUNDING = 1e-9;

/** `50,50` as shares that sum to 1. Weights that sum to neither 100 nor 1 are refused, as in an experiment. */
const readWeights = (text: string): number[] => {
  const parts = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const total = parts.reduce((sum, part) => sum + part, 0);
  if (!parts.every((part) => part >= 0))
    throw new InvalidArgumentError('Not a list of weights such as 50,50.');
  if (![1, 100].some((whole) => Math.abs(total - whole) < ROUNDING * whole))
    throw new InvalidArgumentError(
      `The weights are ${Number(total.toPrecision(12))} together; they must be 100, such as 50,50, or 1, such as 0.5,0.5.`,
    );
  return parts.map((part) => part / total);
};

const readValue = (text: string): string => {
  if (text !== '') return text;
  throw new InvalidArgumentError('A customer without a value is not in, whatever the coverage; give one.');
};

const readShare = (text: string): number => {
  const share = text.trim() === '' ? Number.NaN : Number(text);
  if (share >= 0 && share <= 1) return share;
  throw new InvalidArgumentError('Not a share from 0 to 1.');
};

type BucketOptions = { seed: string; value: string; weights: number[]; coverage: number };

export const addBucketCommand = (program: Command, { print }: CommandContext): void => {
  const command = program
    .command('bucket')
    .summary('show where an id falls under a seed')
    .description(
      'Prints the bucket of a value under a seed, and the index of the variation that owns it; null when the coverage leaves it out.',
    )
    .requiredOption('--seed <text>', 'the seed: the key of an experiment unless it names another')
    .requiredOption('--value <text>', 'what is hashed: a customer id, say', readValue)
    .option(
      '--weights <list>',
      'weights of the variations: 100 together, or 1 as shares',
      readWeights,
      [0.5, 0.5],
    )
    .option('--coverage <share>', 'share that takes part, 0 to 1', readShare, 1)
    .action(({ seed, value, weights, coverage }: BucketOptions) => {
      const variation = assign({ seed, value, weights, coverage });
      print(JSON.stringify({ bucket: bucket({ seed, value }), variation }));
    });
  withExamples(command, [
    'attune bucket --seed new-hero --value customer-42',
    'attune bucket --seed new-hero --value customer-42 --weights 80,10,10 --coverage 0.5',
  ]);
};
