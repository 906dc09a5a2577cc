import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { explainError } from '#server/cli/fail.ts';
import { createProgram } from '#server/cli/program.ts';
import { createProgress } from '#server/cli/progress.ts';
import { renderTable } from '#server/cli/table.ts';
import { parseConfig } from '#server/config.ts';
import { faultsOf, problem } from '#server/platform/problems.ts';

const program = createProgram({
  config: () => parseConfig({}),
  withServices: () => Promise.reject(new Error('no database here')),
  print: () => undefined,
});

const leaves = (command: Command): Command[] =>
  command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);

describe('help', () => {
  test.each(leaves(program).map((command) => [command.name(), command] as const))(
    '%s says what it does and describes every option',
    (_, command) => {
      expect(command.description()).toMatch(/\.$/);
      expect(command.summary()).not.toBe('');
      for (const option of command.options) expect(option.description).not.toBe('');
      for (const argument of command.registeredArguments) expect(argument.description).not.toBe('');
    },
  );

  test('the commands of the first page are these', () => {
    expect(program.commands.map((command) => command.name())).toEqual([
      ...['seed', 'demo', 'import'],
      ...[
        'plan',
        'apply',
        'export',
        'publish',
        'rollback',
        'match',
        'explain',
        'analyze',
        'bucket',
        'replay',
        'test',
      ],
      ...['key', 'segments', 'privacy', 'audit', 'migrate', 'train', 'schemas', 'store'],
    ]);
  });
});

describe('errors', () => {
  test('a problem is told with all its faults', () => {
    const { error } = z.object({ a: z.number(), b: z.string() }).safeParse({});
    const text = explainError(
      problem('invalid-request', { detail: 'No mapping.', errors: faultsOf(error!) }),
    );
    expect(text).toMatch(/^No mapping\.\n {2}\/a: .+\n {2}\/b: .+$/);
  });

  test('a mistake of the user has no stack', () => {
    expect(explainError(new Error('These files are missing'))).toBe('These files are missing');
  });

  test('a fault of the program has', () => {
    expect(explainError(new TypeError('x is undefined'))).toContain('program.test.ts');
  });
});

test('a table has numbers on the right', () => {
  expect(renderTable(['file', 'lines'], [['a.csv', 1200]])).toBe('file   lines\n─────  ─────\na.csv  1,200');
});

test('without a terminal, progress is lines with rate and remaining time', () => {
  const lines: string[] = [];
  let time = 0;
  const output = { isTTY: false, write: (line: string) => lines.push(line) } as never;
  const progress = createProgress(output, () => time);
  progress.show('Storing lines', 0, 10_000);
  time = 2000;
  progress.show('Storing lines', 4000, 10_000);
  time = 2100;
  progress.show('Storing lines', 4200, 10_000);
  time = 5000;
  progress.show('Storing lines', 10_000, 10_000);
  progress.finish();
  expect(lines).toEqual([
    'Storing lines: 4,000 of 10,000, 2,000/s, 3s left\n',
    'Storing lines: 10,000 of 10,000, 2,000/s\n',
  ]);
});
