import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { TestRun } from '#schemas/test-case.ts';
import { createProgram } from '#server/cli/program.ts';
import { openServices, type Services } from '#server/cli/services.ts';
import { parseConfig } from '#server/config.ts';
import { projectRoot } from '#server/platform/root.ts';
import { testDatabaseUri } from '#test/support/database.ts';

const shipped = join(projectRoot, 'rules');
let services: Services;
let folder: string;

/** What a command prints, and what it ends with. */
const attune = async (...args: string[]): Promise<{ text: string; code: number }> => {
  const printed: string[] = [];
  const program = createProgram({
    config: () => parseConfig({}),
    withServices: (_environment, work) => work(services),
    print: (text) => printed.push(text),
  });
  const before = process.exitCode;
  process.exitCode = 0;
  await program.parseAsync(args, { from: 'user' });
  const code = Number(process.exitCode);
  process.exitCode = before;
  await services.environment.releases.refresh();
  return { text: printed.join('\n'), code };
};

const textsIn = async (path: string): Promise<Record<string, unknown>> => {
  const files = (await readdir(path, { recursive: true })).filter((name) => name.endsWith('.json')).sort();
  const texts = files.map(async (file) => [file, JSON.parse(await readFile(join(path, file), 'utf8'))]);
  return Object.fromEntries(await Promise.all(texts));
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'attune-cases-'));
  await cp(shipped, folder, { recursive: true });
  services = await openServices(
    parseConfig({ MONGODB_URL: testDatabaseUri(), ATTUNE_LOG_LEVEL: 'silent' }),
    'production',
  );
});
afterAll(async () => {
  await services.close();
  await rm(folder, { recursive: true, force: true });
});
afterEach(() => {
  process.exitCode = undefined;
});

describe('attune test', () => {
  test('says so when there are no cases, and ends well', async () => {
    expect(await attune('test')).toEqual({
      text: 'There are no test cases. Save some in the simulator, or apply a folder.',
      code: 0,
    });
  });

  test('runs what a folder brought in', async () => {
    const applied = await attune('apply', folder);
    expect(applied.text).toContain('  + test case a-first-visit-on-a-weekday-morning-in-may');
    const { text, code } = await attune('test');
    expect(text).toMatch(/(\d+) of \1 test cases pass with release 1\.$/);
    expect(code).toBe(0);
  });

  test('ends with 1 when a case fails, and tells how', async () => {
    const { cases } = services.environment.testCases;
    await cases.create({ key: 'wrong', name: 'Wrong', expect: { segments: ['vip'] } }, 'test');
    const { text, code } = await attune('test');
    expect(text).toContain('✗ Wrong\n    segments: expected vip, got ');
    expect(code).toBe(1);
    const { results } = JSON.parse((await attune('test', '--release', '1', '--json')).text) as TestRun;
    expect(results.filter(({ passed }) => !passed).map(({ key }) => key)).toEqual(['wrong']);
    await expect(attune('test', '--draft', '--release', '1')).rejects.toThrow('not both');
  });
});

describe('a folder with test cases', () => {
  test('that is applied again takes away what it lacks, unless others are kept', async () => {
    expect((await attune('plan', folder)).text).toContain('  - test case wrong');
    expect((await attune('apply', folder, '--keep-others')).text).toContain('The test cases are the same.');
    expect((await attune('apply', folder)).text).toContain('  - test case wrong');
  });

  test('is written back as it was', async () => {
    await attune('export', folder);
    expect(await textsIn(folder)).toEqual(await textsIn(shipped));
  });

  test('that is written anew holds the same cases', async () => {
    const fresh = await mkdtemp(join(tmpdir(), 'attune-cases-'));
    await attune('export', fresh);
    const again = await attune('apply', fresh);
    expect(again.text).toContain('The test cases are the same.');
    await rm(fresh, { recursive: true, force: true });
  });
});

describe('a folder that lacks most of what is in force', () => {
  let small: string;
  beforeAll(async () => {
    small = await mkdtemp(join(tmpdir(), 'attune-small-'));
    const placement = { key: 'only', name: 'Only', pages: ['homepage'], defaultVariant: 'only-default' };
    const variant = { key: 'only-default', name: 'Default', placement: 'only', content: {} };
    await writeFile(
      join(small, 'one.json'),
      JSON.stringify({ placements: [placement], variants: [variant] }),
    );
  });
  afterAll(() => rm(small, { recursive: true, force: true }));

  test('is announced by plan and not applied, with the names of what would go', async () => {
    expect((await attune('plan', small)).text).toContain('apply will refuse: this removes ');
    await expect(attune('apply', small)).rejects.toThrow(
      /^Nothing was applied: .* --allow-removal .*:\n(?: {2}- .*\n)* {2}- placement\/hero_banner\n/,
    );
    expect((await attune('plan', shipped)).text).toContain('rules is what is in force in production');
  });

  test('is applied where that is asked for', async () => {
    expect((await attune('apply', small, '--allow-removal')).text).toContain('  - placement/hero_banner\n');
  });
});

test('a file that is a list of rules is planned and applied, and the test cases stay', async () => {
  const own = await mkdtemp(join(tmpdir(), 'attune-list-'));
  const file = join(own, 'rules.json');
  const conditions = { all: [{ fact: 'total', operator: 'greaterThan', value: 100 }] };
  await writeFile(file, JSON.stringify([{ name: 'Large cart', conditions, event: { type: 'ship' } }]));
  const options = [file, '--keep-others', '--map', 'total=cart.value'];
  const before = await services.environment.testCases.cases.all();
  expect(await attune('plan', ...options)).toMatchObject({
    text: expect.stringContaining('  + rule/large-cart'),
    code: 0,
  });
  expect((await attune('apply', ...options)).text).toMatch(
    /^Release \d+ of production:\n {2}\+ rule\/large-cart$/,
  );
  expect(await services.environment.testCases.cases.all()).toEqual(before);
  await rm(own, { recursive: true, force: true });
});
