import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createProgram } from '#server/cli/program.ts';
import { parseConfig } from '#server/config.ts';
import { projectRoot } from '#server/platform/root.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'attune-analyze-'));
});
afterAll(() => rm(folder, { recursive: true }));

let exitCode: typeof process.exitCode;
afterEach(() => {
  process.exitCode = undefined;
});

const analyzeFile = async (path: string, ...args: string[]): Promise<string> => {
  const printed: string[] = [];
  const program = createProgram({
    config: () => parseConfig({}),
    withServices: () => Promise.reject(new Error('no database here')),
    print: (text) => printed.push(text),
  });
  await program.parseAsync(['node', 'attune', 'analyze', '--rules', path, ...args]);
  exitCode = process.exitCode;
  return printed.join('\n');
};

const analyze = async (content: unknown, ...args: string[]): Promise<string> => {
  const path = join(folder, 'rules.json');
  await writeFile(path, JSON.stringify(content));
  return analyzeFile(path, ...args);
};

const is = (fact: string, path: string, operator: string, value: unknown) => ({
  fact,
  path,
  operator,
  value,
});
const onMobile = is('context', '$.device', 'equal', 'mobile');
const pin = (key: string, variant: string, all: object[], more = {}) => ({
  ...{ key, name: key, conditions: { all } },
  event: { type: 'personalize', params: { actions: [{ type: 'pin', placement: 'hero', variant }] } },
  ...more,
});

describe('rules of ours', () => {
  test('with nothing to say of them', async () => {
    expect(await analyze([pin('a', 'x', [onMobile])])).toBe('0 errors, 0 warnings in 1 rule');
    expect(exitCode).toBeUndefined();
  });

  test('are held against each other, with an example', async () => {
    const member = is('profile', '$.segments', 'contains', 'member');
    expect(await analyze([pin('a', 'x', [onMobile]), pin('b', 'y', [member])])).toBe(
      [
        'warning  b at event.params.actions.0: "b" pins y at hero, and "a" pins x there: for who matches both, both have the priority 1, so "a" wins because it was published first',
        '         for example {"context":{"device":"mobile"},"profile":{"segments":["member"]}}',
        '0 errors, 1 warning in 2 rules',
      ].join('\n'),
    );
    expect(exitCode).toBeUndefined();
  });

  test('are held against the facts that there are, and their schema', async () => {
    const text = await analyze([
      pin('a', 'x', [is('profile', '$.plan', 'equal', 'pro')]),
      pin('b', 'x', [onMobile], { pages: 'homepage' }),
    ]);
    expect(text).toMatch(
      /^error {4}b at pages: .*\nerror {4}a at conditions\.all\.0\.path: there is no fact/,
    );
    expect(exitCode).toBe(1);
  });

  test('that the product ships have no errors and no warnings', async () => {
    const text = await analyzeFile(join(projectRoot, 'rules/packs/storefront.json'));
    expect(text).toMatch(/0 errors, 0 warnings in \d+ rules$/);
  });
});

describe('rules of json-rules-engine', () => {
  const fouls = (operator: string, value: number) => ({ fact: 'personalFoulCount', operator, value });
  const rule = (name: string, ...all: object[]) => ({ name, conditions: { all }, event: { type: name } });

  test('may have facts of their own', async () => {
    expect(await analyze([rule('out', fouls('greaterThanInclusive', 5))])).toBe(
      'note     no fact of these rules is one of ours, so neither facts nor their types are checked\n0 errors, 0 warnings in 1 rule',
    );
    expect(await analyze([rule('out', fouls('greaterThanInclusive', 5))], '--any-facts')).toBe(
      '0 errors, 0 warnings in 1 rule',
    );
  });

  test('that speak of our facts are held to them and their types, unless any fact may be', async () => {
    const mixed = [
      rule('text', is('profile', '$.counters.orders', 'equal', 'x')),
      rule('absent', is('profile', '$.nope', 'equal', 1)),
    ];
    const text = await analyze(mixed);
    expect(text).toContain('error    text at conditions.all.0.value: a number is never equal to a string');
    expect(text).toContain('error    absent at conditions.all.0.path: there is no fact "profile $.nope"');
    expect(exitCode).toBe(1);
    expect(await analyze(mixed, '--any-facts')).toBe('0 errors, 0 warnings in 2 rules');
  });

  test('that can never match are errors', async () => {
    const impossible = rule('never', fouls('greaterThan', 5), fouls('lessThan', 5));
    expect(await analyze([impossible])).toContain(
      'error    never at conditions.all.1: this can never hold: personalFoulCount is more than 5 and it is less than 5',
    );
    expect(exitCode).toBe(1);
  });

  test('and rules that always match are only told', async () => {
    const [found] = JSON.parse(await analyze(rule('all'), '--json'));
    expect(found).toMatchObject({ kind: 'always-matches', severity: 'info', rule: 'all', witness: {} });
    expect(exitCode).toBeUndefined();
  });
});
