import type { Command } from 'commander';
import { factDefinitions } from '#schemas/facts.ts';
import { actionsOf, Rule } from '#schemas/rule.ts';
import { analyzeRules } from '#server/domain/conditions/analyze.ts';
import type { AnalyzableRule, Finding } from '#server/domain/conditions/analyze-types.ts';
import { schemaFaults } from '#server/domain/releases/schema-faults.ts';
import type { CommandContext } from '../context.ts';
import { type NamedRule, readRulesFile } from '../rules-file.ts';
import { withExamples } from './options.ts';

const isOurs = ({ written: { event } }: NamedRule): boolean =>
  typeof event === 'object' && event !== null && (event as { type?: unknown }).type === 'personalize';

/** A rule of ours is held to its schema; another is only matched, and its facts are its author's own. */
const prepare = (rule: NamedRule): { analyzable: AnalyzableRule; faults: Finding[] } => {
  const { key, conditions, written, ...rank } = rule;
  if (!isOurs(rule)) return { analyzable: { key, conditions, ...rank, isForeign: true }, faults: [] };
  const { data, error } = Rule.safeParse(written);
  if (data) return { analyzable: { ...data, key, actions: actionsOf(data) }, faults: [] };
  const faults = schemaFaults(error).map(
    (fault): Finding => ({ kind: 'malformed', severity: 'error', rule: key, ...fault }),
  );
  return { analyzable: { key, conditions, ...rank }, faults };
};

const lineOf = ({ severity, rule, path = [], message, witness }: Finding): string => {
  const where = [rule, path.join('.')].filter((part) => part !== '').join(' at ');
  const example = witness === undefined ? '' : `\n         for example ${JSON.stringify(witness)}`;
  return `${severity.padEnd(9)}${where}: ${message}${example}`;
};

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

const summaryOf = (rules: number, findings: readonly Finding[]): string => {
  const count = (severity: Finding['severity']): number =>
    findings.filter((finding) => finding.severity === severity).length;
  return `${plural(count('error'), 'error')}, ${plural(count('warning'), 'warning')} in ${plural(rules, 'rule')}`;
};

export const addAnalyzeCommand = (program: Command, { print }: CommandContext): void => {
  const command = program
    .command('analyze')
    .summary('find what is wrong between the rules of a file')
    .description(
      'Finds rules that can never match or always do, that have no effect beside another, or are in conflict, each with the facts of a customer who shows it. The exit code is 1 when one of them is an error.',
    )
    .requiredOption(
      '--rules <file>',
      'JSON: a list of rules, a pack, or one rule, ours or json-rules-engine’s',
    )
    .option('--json', 'one JSON array, for programs')
    .action(async ({ rules: path, json = false }: { rules: string; json?: boolean }) => {
      const { rules, conditions } = await readRulesFile(path);
      const prepared = rules.map(prepare);
      const analyzed = analyzeRules(
        prepared.map(({ analyzable }) => analyzable),
        { dictionary: factDefinitions, conditions },
      );
      const findings = [...prepared.flatMap(({ faults }) => faults), ...analyzed];
      if (json) print(JSON.stringify(findings));
      else print([...findings.map(lineOf), summaryOf(rules.length, findings)].join('\n'));
      if (findings.some(({ severity }) => severity === 'error')) process.exitCode = 1;
    });
  withExamples(command, [
    'attune analyze --rules rules.json',
    'attune analyze --rules rules/packs/storefront.json --json',
  ]);
};
