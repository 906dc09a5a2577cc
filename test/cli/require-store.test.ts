import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createProgram } from '#server/cli/program.ts';
import { openServices, type Services } from '#server/cli/services.ts';
import { parseConfig } from '#server/config.ts';
import { projectRoot } from '#server/platform/root.ts';
import { testDatabaseUri } from '#test/support/database.ts';

const root = mkdtempSync(join(tmpdir(), 'attune-none-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const run = (dataDir: string, args: readonly string[]) => {
  const command = ['--import', 'tsx', join(projectRoot, 'server/cli/main.ts'), ...args];
  const env = { ...process.env, MONGODB_URL: '', ATTUNE_DATA_DIR: dataDir };
  return spawnSync(process.execPath, command, { env, encoding: 'utf8' });
};

describe('a data directory without a store', () => {
  test('is refused, and stays as it was', () => {
    const dataDir = join(root, 'absent');
    const { status, stdout, stderr } = run(dataDir, ['privacy', 'erase', '12345']);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain(`there is no store in ${dataDir}`);
    expect(existsSync(dataDir)).toBe(false);
  }, 60_000);

  /** Whether a command would make a store; it ends before it does anything. */
  const setsUp = async (args: readonly string[]): Promise<boolean> => {
    let asked = false;
    const program = createProgram({
      config: () => parseConfig({ ATTUNE_DATA_DIR: root }),
      withServices: (_environment, _work, options = { setsUp: false }) => {
        asked = options.setsUp;
        return Promise.reject(new Error('that is all'));
      },
      print: () => undefined,
    });
    await expect(program.parseAsync(args, { from: 'user' })).rejects.toThrow('that is all');
    return asked;
  };

  test.each(['migrate', 'seed', 'apply', 'import mapping.json', 'key create web'])(
    'becomes one by attune %s',
    async (command) => {
      expect(await setsUp(command.split(' '))).toBe(true);
    },
  );

  test.each([
    ...['privacy requests', 'privacy erase 7', 'privacy export 7 --to 7.json'],
    ...['segments list', 'segments members vip', 'segments export vip --to vip.csv'],
    ...['segments upload vip vip.csv', 'segments recompute'],
    ...['plan', 'export rules', 'publish --all --reason x', 'rollback --to 1 --reason x'],
    ...['test', 'replay --draft --since 7d', 'train', 'demo remove'],
  ])('does not by attune %s', async (command) => {
    expect(await setsUp(command.split(' '))).toBe(false);
  });
});

describe('erasing', () => {
  let services: Services;
  beforeAll(async () => {
    const settings = { MONGODB_URL: testDatabaseUri(), ATTUNE_LOG_LEVEL: 'silent' };
    services = await openServices(parseConfig(settings), 'production');
  });
  afterAll(() => services.close());

  test('somebody who is not known is told as such', async () => {
    const printed: string[] = [];
    const program = createProgram({
      config: () => parseConfig({}),
      withServices: (_environment, work) => work(services),
      print: (text) => printed.push(text),
    });
    await program.parseAsync(['privacy', 'erase', 'nobody'], { from: 'user' });
    expect(printed).toEqual([
      'Nobody is known by "nobody", so nothing was erased. Events of before now are refused.',
    ]);
  }, 60_000);
});
