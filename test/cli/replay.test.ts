import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ReplayResult } from '#schemas/replay.ts';
import { createProgram } from '#server/cli/program.ts';
import { openServices, type Services } from '#server/cli/services.ts';
import { parseConfig } from '#server/config.ts';
import { placement, rule, settings, variant } from '#test/domain/decisions/shop.ts';
import { testDatabaseUri } from '#test/support/database.ts';
import { millisecondsUntil } from '#test/support/wait.ts';

const DECISIONS = 12;
let services: Services;

/** What `attune replay` prints for these arguments. */
const replay = async (...args: string[]): Promise<string> => {
  const printed: string[] = [];
  const program = createProgram({
    config: () => parseConfig({}),
    withServices: (_environment, work) => work(services),
    print: (text) => printed.push(text),
  });
  const command = program.commands.find((each) => each.name() === 'replay')!;
  command.exitOverride().configureOutput({ writeErr: () => undefined });
  await program.parseAsync(['replay', ...args], { from: 'user' });
  return printed.join('\n');
};

const publish = async (documents: ReturnType<typeof rule>[]): Promise<void> => {
  const { configuration, environment } = services;
  const change = { environment: 'production', keepOthers: true, author: 'test', reason: 'for a test' };
  await configuration.apply({ ...change, documents });
  await environment.releases.refresh();
  await environment.evidences.refresh();
};

beforeAll(async () => {
  const config = parseConfig({ MONGODB_URL: testDatabaseUri(), ATTUNE_LOG_LEVEL: 'silent' });
  services = await openServices(config, 'production');
  const heroes = ['hero-a', 'hero-b'].map((key) => variant(key));
  await publish([settings(), placement('hero_banner', { defaultVariant: 'hero-a' }), ...heroes]);
  const { experience, stores } = services.environment;
  for (let i = 0; i < DECISIONS; i += 1)
    await experience.decide({ customer_id: `c${i}`, page_type: 'homepage', context: {} });
  await millisecondsUntil(async () => (await stores.decisions.countSince(new Date(0))) === DECISIONS);
  await publish([rule('pin', [{ type: 'pin', placement: 'hero_banner', variant: 'hero-b' }])]);
});
afterAll(() => services.close());

describe('attune replay', () => {
  test('tells that a release gives its own decisions again', async () => {
    const text = await replay('--release', '1', '--since', '1h');
    expect(text).toContain('12 of 12 decisions were made again; 0 change (0.0%).');
    expect(text).toContain('12, of which 12 came out the same to the byte.');
  });

  test('tells what another release changes', async () => {
    const text = await replay('--release', '2', '--since', '1h');
    expect(text).toMatch(/hero_banner: \d+ of 12 change/);
    expect(text).toMatch(/^hero-a +hero-b +\d+$/m);
    expect(text).toMatch(/^customer known +12 +\d+ +\d+\.\d%$/m);
  });

  test('prints JSON for programs', async () => {
    const result = JSON.parse(await replay('--release', '2', '--since', '1h', '--json')) as ReplayResult;
    expect(result).toMatchObject({ decisions: DECISIONS, replayed: DECISIONS, leftOut: [] });
  });

  test('says so when nothing was recorded', async () => {
    const text = await replay('--release', '1', '--since', '2020-01-01', '--until', '2020-02-01T00:00:00Z');
    expect(text).toBe('No decision was recorded in that time.');
  });

  test('is kept and listed beside the replays of the admin', async () => {
    await replay('--release', '2', '--since', '1h');
    const { rows } = await services.environment.replay.list({
      range: { from: 0, to: 0 },
      sort: { field: 'id', order: 'asc' },
      filter: {},
    });
    expect(rows).toMatchObject([{ state: 'done', author: 'cli', request: { release: 2 } }]);
  });

  test('counts placements apart that the recorded release did not have', async () => {
    await publish([placement('aside'), variant('aside-default', { placement: 'aside' })]);
    const before = JSON.parse(await replay('--release', '2', '--since', '1h', '--json')) as ReplayResult;
    const result = JSON.parse(await replay('--release', '3', '--since', '1h', '--json')) as ReplayResult;
    expect(result.newPlacements).toEqual([{ placement: 'aside', elements: DECISIONS }]);
    expect(result.changed).toBe(before.changed);
    expect(result.placements.map((each) => each.placement)).toEqual(['hero_banner']);
    expect(await replay('--release', '3', '--since', '1h')).toContain(
      'New placements, counted in no share: aside (12)',
    );
  });

  test.each([
    ['no time', ['--release', '1'], "required option '--since <time>' not specified"],
    ['a time without a zone', ['--draft', '--since', '2026-01-01T10:00'], 'a time with its zone'],
    ['a day that there is not', ['--draft', '--since', '2026-13-41'], 'Give a date'],
    ['words for a time', ['--draft', '--since', 'yesterday'], 'a span such as 12h or 7d'],
    ['neither drafts nor a release', ['--since', '7d'], 'either --draft or --release'],
    ['both', ['--draft', '--release', '1', '--since', '7d'], 'either --draft or --release'],
    ['a release that is no number', ['--release', 'newest', '--since', '7d'], 'Not a whole number'],
    [
      'drafts that there are not',
      ['--draft', '--since', '7d'],
      'Nothing to replay: no draft differs from what is in force.',
    ],
  ])('refuses %s', async (_name, args, message) => {
    await expect(replay(...args)).rejects.toThrow(message);
  });
});
