import type { Command } from 'commander';
import { compileRules } from '#server/domain/conditions/compile.ts';
import { type ExplainedRule, explainRules } from '#server/domain/conditions/explain-rules.ts';
import { matchRules } from '#server/domain/conditions/match.ts';
import { matchByReference } from '#server/domain/conditions/reference.ts';
import type { Facts, NamedConditions } from '#server/domain/conditions/types.ts';
import type { CommandContext } from '../context.ts';
import { type NamedRule, readFactsFile, readRulesFile } from '../rules-file.ts';
import { traceLines } from '../trace-text.ts';
import { withExamples } from './options.ts';

type Files = { rules: string; facts: string };

const withFiles = (command: Command): Command =>
  command
    .requiredOption(
      '--rules <file>',
      'JSON: a list of rules, a pack, or one rule, ours or json-rules-engine’s',
    )
    .option('--facts <file>', 'one JSON object of facts a line; - is the standard input', '-');

/** Tells which rule a strict run fails on, and at which facts; the rules are tried one by one only once it failed. */
const failureOf = (
  rules: readonly NamedRule[],
  options: { conditions: NamedConditions; strict: boolean },
  { facts, line, error }: { facts: Facts; line: number; error: unknown },
): Error => {
  for (const rule of rules) {
    try {
      matchRules(compileRules([rule], options), facts);
    } catch (own) {
      return new Error(`facts ${line}: the rule "${rule.name}" fails: ${(own as Error).message}`);
    }
  }
  return error as Error;
};

const addMatch = (program: Command, { config, print }: CommandContext): void => {
  const command = withFiles(program.command('match'))
    .summary('match the rules of a file')
    .description(
      'Prints for each line of facts the names of the rules whose conditions hold, as one JSON array in the order in which they act. Pages, schedules and consent are not looked at.',
    )
    .option('--strict', 'fail where json-rules-engine does: on missing facts, say')
    .action(async ({ rules: path, facts: factsPath, strict = false }: Files & { strict?: boolean }) => {
      const { rules, conditions } = await readRulesFile(path);
      const facts = await readFactsFile(factsPath);
      const compiled = compileRules(rules, { conditions, strict });
      const byReference = config().matcher === 'reference';
      for (const [index, one] of facts.entries()) {
        try {
          const matches = byReference ? await matchByReference(compiled, one) : matchRules(compiled, one);
          print(JSON.stringify(matches.map((rule) => rules[rule]!.name)));
        } catch (error) {
          throw failureOf(rules, { conditions, strict }, { facts: one, line: index + 1, error });
        }
      }
    });
  withExamples(command, [
    'attune match --rules rules.json --facts facts.ndjson',
    'attune match --rules rules/packs/storefront.json < facts.ndjson',
  ]);
};

const chosen = (rules: readonly NamedRule[], wanted: string | undefined): readonly NamedRule[] => {
  if (wanted === undefined) return rules;
  const found = rules.filter(({ name }) => name === wanted);
  if (found.length > 0) return found;
  throw new Error(`There is no rule "${wanted}"; there are ${rules.map(({ name }) => name).join(', ')}.`);
};

const explainedText = ({ rule, conditions }: ExplainedRule<NamedRule>): string =>
  [`  ${rule.name}`, ...traceLines(conditions, '    ')].join('\n');

const addExplain = (program: Command, { print }: CommandContext): void => {
  const command = withFiles(program.command('explain'))
    .summary('show why rules match or do not')
    .description(
      'Prints for each line of facts and each rule every condition with what it expected and found: ✓ held, ✗ did not, – was not evaluated.',
    )
    .option('--rule <name>', 'only the rule of this name')
    .option('--json', 'one JSON array a line of facts, for programs')
    .action(async (options: Files & { rule?: string; json?: boolean }) => {
      const { rules, conditions } = await readRulesFile(options.rules);
      const asked = chosen(rules, options.rule);
      for (const [index, facts] of (await readFactsFile(options.facts)).entries()) {
        const explained = explainRules(asked, facts, { conditions });
        if (options.json)
          print(JSON.stringify(explained.map(({ rule, ...told }) => ({ rule: rule.name, ...told }))));
        else print([`facts ${index + 1}`, ...explained.map(explainedText)].join('\n'));
      }
    });
  withExamples(command, [
    'attune explain --rules rules.json --facts facts.ndjson',
    'attune explain --rules rules.json --facts facts.ndjson --rule "Free shipping" --json',
  ]);
};

export const addMatchCommands = (program: Command, context: CommandContext): void => {
  addMatch(program, context);
  addExplain(program, context);
};
