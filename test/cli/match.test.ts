import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { explainError } from '#server/cli/fail.ts';
import { createProgram } from '#server/cli/program.ts';
import { parseConfig } from '#server/config.ts';
import { historyQueryOf } from '#server/domain/conditions/history-query.ts';
import { projectRoot } from '#server/platform/root.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'attune-match-'));
});
afterAll(() => rm(folder, { recursive: true }));

const fileOf = async (name: string, content: unknown): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

const runCommand = async (args: readonly string[], env: Record<string, string> = {}): Promise<string[]> => {
  const printed: string[] = [];
  const program = createProgram({
    config: () => parseConfig(env),
    withServices: () => Promise.reject(new Error('no database here')),
    print: (text) => printed.push(text),
  });
  await program.parseAsync(['node', 'attune', ...args]);
  return printed;
};

const planIs = (value: string) => ({ fact: 'profile', path: '$.plan', operator: 'equal', value });
const large = { fact: 'cart', path: '$.value', operator: 'greaterThan', value: 80 };
const rules = [
  { name: 'everyone', conditions: { all: [] }, event: { type: 'greet' } },
  { name: 'large cart', priority: 5, conditions: { any: [large, planIs('team')] }, event: { type: 'ship' } },
  { key: 'pro', priority: 5, conditions: { all: [planIs('pro')] } },
];
const facts = [
  { profile: { plan: 'pro' }, cart: { value: 100 } },
  { profile: { plan: 'team' }, cart: { value: 0 } },
  {},
]
  .map((each) => JSON.stringify(each))
  .join('\n');

const match = async (content: unknown, lines = facts, args: string[] = [], env = {}): Promise<string[]> =>
  runCommand(
    [
      'match',
      '--rules',
      await fileOf('rules.json', content),
      '--facts',
      await fileOf('facts.ndjson', lines),
      ...args,
    ],
    env,
  );

const viewed = { event: 'product_viewed', atLeast: 3, within: '7d' };
const fan = {
  name: 'fan',
  conditions: { all: [{ fact: 'profile', path: '$.history', operator: 'performed', value: viewed }] },
};
const counted = (tally: object): string =>
  JSON.stringify({
    profile: { history: { [historyQueryOf('performed', viewed)!.key]: tally } },
    time: { now: '2026-03-10T12:00:00Z' },
  });

test('facts come from the standard input where no file is named', async () => {
  const file = await fileOf('rules.json', rules);
  const command = ['--import', 'tsx', join(projectRoot, 'server/cli/main.ts'), 'match', '--rules', file];
  const { stdout, stderr } = spawnSync(process.execPath, command, { input: facts, encoding: 'utf8' });
  expect([stdout, stderr]).toEqual([`${(await match(rules)).join('\n')}\n`, '']);
}, 60_000);

describe('what customers did', () => {
  test('is matched by days, or by the count of the window', async () => {
    const lines = [
      counted({ total: 9, days: { '2026-03-03': 2, '2026-03-10': 1 } }),
      counted({ total: 9, days: { '2026-03-02': 9 } }),
      counted({ within: { '7d': 3 } }),
      '{}',
    ];
    expect(await match([fan], lines.join('\n'))).toEqual(['["fan"]', '[]', '["fan"]', '[]']);
  });

  test('is explained by the count and what was wanted', async () => {
    const files = [
      '--rules',
      await fileOf('rules.json', [fan]),
      '--facts',
      await fileOf('facts.ndjson', counted({ total: 2, within: { '7d': 2 } })),
    ];
    const [text] = await runCommand(['explain', ...files]);
    expect(text).toContain(
      '✗ has performed product_viewed at least 3 times in the last 7 days (2 times in the last 7 days, wanted at least 3 times)',
    );
  });

  test('is refused where it could not be counted', async () => {
    const value = { ...viewed, within: '7x' };
    const rule = { ...fan, conditions: { all: [{ ...fan.conditions.all[0]!, value }] } };
    await expect(match([rule])).rejects.toThrow(
      'fan at conditions.all.0.value.within: a duration such as 90m, 36h, 7d or 2w',
    );
  });
});

describe('match', () => {
  test.each([
    ['the matcher', {}],
    ['the reference', { ATTUNE_MATCHER: 'reference' }],
  ])('prints for each line the names of matching rules in order, by %s', async (_, env) => {
    expect(await match(rules, facts, [], env)).toEqual([
      '["large cart","pro","everyone"]',
      '["large cart","everyone"]',
      '["everyone"]',
    ]);
  });

  test('takes a rule of json-rules-engine as its documentation writes it', async () => {
    // json-rules-engine's README, "Basic Example"
    const fouledOut = {
      conditions: {
        any: [
          {
            all: [
              { fact: 'gameDuration', operator: 'equal', value: 40 },
              { fact: 'personalFoulCount', operator: 'greaterThanInclusive', value: 5 },
            ],
          },
          {
            all: [
              { fact: 'gameDuration', operator: 'equal', value: 48 },
              { fact: 'personalFoulCount', operator: 'greaterThanInclusive', value: 6 },
            ],
          },
        ],
      },
      event: { type: 'fouledOut', params: { message: 'Player has fouled out!' } },
    };
    const played = '{"personalFoulCount":6,"gameDuration":40}\n{"personalFoulCount":5,"gameDuration":48}\n';
    expect(await match(fouledOut, played)).toEqual(['["rule 1"]', '[]']);
  });

  test('takes a pack with named conditions, without the rules that are off', async () => {
    const pack = {
      rules: [
        { key: 'a', conditions: { not: { condition: 'is-pro' } } },
        { key: 'b', enabled: false, conditions: { all: [] } },
      ],
      conditions: [{ key: 'is-pro', name: 'Pro', conditions: { all: [planIs('pro')] } }],
    };
    expect(await match(pack)).toEqual(['[]', '["a"]', '["a"]']);
  });

  test('reads the shipped pack', async () => {
    const shipped = join(projectRoot, 'rules/packs/storefront.json');
    const lines = await fileOf('one.ndjson', '{}');
    expect(await runCommand(['match', '--rules', shipped, '--facts', lines])).toHaveLength(1);
  });

  test('when strict, fails on a missing fact as json-rules-engine does', async () => {
    await expect(match(rules, facts, ['--strict'])).rejects.toThrow('Undefined fact: cart');
  });

  test('when strict, names the rule and the facts of a comparison that fails', async () => {
    const listed = {
      name: 'listed',
      conditions: { all: [{ fact: 'plan', operator: 'in', value: { fact: 'plans' } }] },
    };
    const lines = '{"plan":"pro","plans":["pro"]}\n{"plan":"pro","plans":null}';
    const failed = match([listed], lines, ['--strict']).catch((error: unknown) => explainError(error));
    expect(await failed).toMatch(/^facts 2: the rule "listed" fails: [^\n]+$/);
  });

  test('refuses what is no regular expression, with its place', async () => {
    const look = { fact: 'name', operator: 'matches', value: '(?=a)b' };
    await expect(match([{ name: 'look', conditions: { any: [look] } }])).rejects.toThrow(
      /look at conditions\.any\.0\.value: .*regular expression: RE2 has no look-around/,
    );
    const pack = { rules: [], conditions: { ahead: { all: [look] } } };
    await expect(match(pack)).rejects.toThrow(/condition "ahead" at all\.0\.value: .*RE2/);
  });

  test.each(['--rules', '--facts'])('says that there is no such file for %s', async (option) => {
    const given = { '--rules': await fileOf('rules.json', rules), '--facts': await fileOf('f.ndjson', '{}') };
    const args = Object.entries({ ...given, [option]: '/nope.json' }).flat();
    await expect(runCommand(['match', ...args])).rejects.toThrow('There is no file /nope.json.');
  });

  test('names everything that is wrong with the shape of rules, and where', async () => {
    const broken = [
      { name: 'bare', conditions: planIs('pro') },
      { name: 'half', priority: 0, conditions: { all: [{ fact: 'cart' }, 7] } },
      { conditions: { any: {} } },
      'no rule',
    ];
    await expect(match(broken)).rejects.toThrow(
      [
        'rules.json cannot be used:',
        '  bare at conditions: conditions begin with all, any, not or a condition reference',
        '  half at conditions.all.0.operator: a comparison needs a text "operator"',
        '  half at conditions.all.0.value: a comparison needs a "value"',
        '  half at conditions.all.1: a condition is an object',
        '  half at priority: a priority is a whole number from 1',
        '  rule 3 at conditions.any: "any" is a list of conditions',
        '  rule 4: a rule is an object',
      ].join('\n'),
    );
  });

  test('names every operator, path and reference that there is not', async () => {
    const unsound = [
      { name: 'first', conditions: { all: [{ ...large, operator: 'about' }, { condition: 'absent' }] } },
      { name: 'second', conditions: { not: { ...large, path: '$[?(alert(1))]' } } },
    ];
    await expect(match(unsound)).rejects.toThrow(
      /first at conditions\.all\.0\.operator: .*"about"\n.*first at conditions\.all\.1\.condition: .*\n.*second at conditions\.not\.path: /,
    );
  });

  test('names every line of facts that cannot be read', async () => {
    await expect(match(rules, '{}\n[1]\n\n{"cart":')).rejects.toThrow(
      /facts\.ndjson cannot be used:\n {2}line 2 is no object of facts\n {2}line 4 is not JSON: /,
    );
  });

  test('says which file is not JSON', async () => {
    await expect(match('{"rules":')).rejects.toThrow(/rules\.json is not JSON: /);
  });
});

describe('explain', () => {
  test.each([
    ['{"age":20,"limits":{"min":18}}', '✓ age (20) is more than limits.min (18)'],
    ['{"age":20}', '✗ age (20) is more than limits.min (nothing)'],
  ])('names the other fact that a fact is compared with: %s', async (line, said) => {
    const value = { fact: 'limits', path: '$.min' };
    const adult = { name: 'adult', conditions: { all: [{ fact: 'age', operator: 'greaterThan', value }] } };
    const [text] = await runCommand([
      'explain',
      ...['--rules', await fileOf('rules.json', [adult])],
      ...['--facts', await fileOf('facts.ndjson', line)],
    ]);
    expect(text?.split('\n').at(-1)?.trim()).toBe(said);
  });

  const explain = async (...args: string[]): Promise<string[]> =>
    runCommand([
      'explain',
      ...['--rules', await fileOf('rules.json', rules)],
      ...['--facts', await fileOf('facts.ndjson', facts), ...args],
    ]);

  test('prints every condition with what it expected and found', async () => {
    const [first, second] = await explain('--rule', 'large cart');
    expect(first).toBe(
      [
        'facts 1',
        '  large cart',
        '    ✓ any',
        '      ✓ cart.value is more than 80 (it is 100)',
        '      ✗ profile.plan is "team" (it is "pro")',
      ].join('\n'),
    );
    expect(second).toContain('✗ cart.value is more than 80 (it is 0)');
  });

  test('prints the traces as JSON for programs', async () => {
    const [first] = await explain('--json');
    expect(JSON.parse(first!)).toMatchObject([
      { rule: 'everyone', matches: true },
      { rule: 'large cart', matches: true, conditions: { kind: 'any', result: true } },
      { rule: 'pro', matches: true },
    ]);
  });

  test('says which rules there are when it is asked for another', async () => {
    await expect(explain('--rule', 'vip')).rejects.toThrow(
      'There is no rule "vip"; there are everyone, large cart, pro.',
    );
  });
});
