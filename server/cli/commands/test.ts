import type { Command } from 'commander';
import type { TestResult, TestRun, TestRunRequest } from '#schemas/test-case.ts';
import { differenceText } from '#server/domain/test-cases/judge.ts';
import type { CommandContext } from '../context.ts';
import { environmentOption, wholeNumber, withExamples } from './options.ts';

const describeResult = ({ name, required, passed, differences, problem }: TestResult): string =>
  [
    `${passed ? '✓' : '✗'} ${name}${required ? ' (required)' : ''}`,
    ...(problem === null ? [] : [`    ${problem}`]),
    ...differences.map((difference) => `    ${differenceText(difference)}`),
  ].join('\n');

const describe = ({ release, drafts, passed, results }: TestRun): string => {
  if (results.length === 0) return 'There are no test cases. Save some in the simulator, or apply a folder.';
  const against = drafts ? `the drafts upon release ${release}` : `release ${release}`;
  return [
    ...results.map(describeResult),
    `${passed} of ${results.length} test cases pass with ${against}.`,
  ].join('\n');
};

type Options = { draft?: boolean; release?: number; environment: string; json?: boolean };

const requestOf = ({ draft = false, release }: Options): TestRunRequest => {
  if (draft && release !== undefined) throw new Error('Give --draft or --release, not both.');
  return { release: draft ? 'drafts' : (release ?? 'live') };
};

export const addTestCommand = (program: Command, { withServices, print }: CommandContext): void => {
  const command = program
    .command('test')
    .summary('run the test cases')
    .description(
      'Asks every test case of what is in force, of the drafts or of a release. Ends with 1 when one fails. Changes nothing.',
    )
    .option('--draft', 'what publishing every draft would make')
    .option('--release <number>', 'a release that was published', wholeNumber(1))
    .addOption(environmentOption())
    .option('--json', 'print the result as JSON')
    .action(async (options: Options) => {
      const request = requestOf(options);
      await withServices(options.environment, async ({ environment: { testCases } }) => {
        const run = await testCases.run(request);
        print(options.json ? JSON.stringify(run, null, 2) : describe(run));
        if (run.passed < run.results.length) process.exitCode = 1;
      });
    });
  withExamples(command, ['attune test', 'attune test --draft', 'attune test --release 12 --json']);
};
