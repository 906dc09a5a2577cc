import type { Command } from 'commander';
import type { Condition } from '#schemas/condition.ts';
import { factDefinitions, factNames } from '#schemas/facts.ts';
import { actionsOf, Rule } from '#schemas/rule.ts';
import { analyzeRules } from '#server/domain/conditions/analyze.ts';
import type { AnalyzableRule, Finding } from '#server/domain/conditions/analyze-types.ts';
import { childrenOf, formOf } from '#server/domain/conditions/forms.ts';
import { schemaFaults } from '#server/domain/releases/schema-faults.ts';
import type { CommandContext } from '../context.ts';
import { type NamedRule, type RulesFile, readRulesFile } from '../rules-file.ts';
import { withExamples } from './options.ts';

const isOurs = ({ written: { event } }: NamedRule): boolean =>
  typeof event === 'object' && event !== null && (event as { type?: unknown }).type === 'personalize';

const known = new Set<string>(factNames);

const factsIn = (condition: Condition): string[] => {
  const form = formOf(condition);
  if (form.kind === 'comparison') return [form.leaf.fact];
  return childrenOf(condition).flatMap((child) => factsIn(child.condition));
};

const hasFacts = ({ conditions }: NamedRule): boolean => factsIn(conditions).length > 0;

/** Whether a file speaks of our facts at all; one that never does has the facts of another system. */
const speaksOfOurs = ({ rules, conditions }: RulesFile): boolean =>
  [...rules.map((rule) => rule.conditions), ...Object.values(conditions)].some((each) =>
    factsIn(each).some((fact) => known.has(fact)),
  );

/** A rule of ours is held to its schema; another is only matched, and its facts may be its author's own. */
const prepare = (rule: NamedRule, isForeign: boolean): { analyzable: AnalyzableRule; faults: Finding[] } => {
  const { key, conditions, written, ...rank } = rule;
  if (!isOurs(rule)) return { analyzable: { key, conditions, ...rank, isForeign }, faults: [] };
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

const unknownFacts =
  'note     no fact of these rules is one of ours, so neither facts nor their types are checked';

type AnalyzeOptions = { rules: string; json?: boolean; anyFacts?: boolean };

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
    .option('--any-facts', 'let rules of another system have facts that there are not here')
    .action(async ({ rules: path, json = false, anyFacts = false }: AnalyzeOptions) => {
      const file = await readRulesFile(path);
      const { rules, conditions } = file;
      const isForeign = anyFacts || !speaksOfOurs(file);
      const prepared = rules.map((rule) => prepare(rule, isForeign));
      const hasForeign = prepared.some(({ analyzable }) => analyzable.isForeign);
      const notes = hasForeign && !anyFacts && rules.some(hasFacts) ? [unknownFacts] : [];
      const analyzed = analyzeRules(
        prepared.map(({ analyzable }) => analyzable),
        { dictionary: factDefinitions, conditions },
      );
      const findings = [...prepared.flatMap(({ faults }) => faults), ...analyzed];
      if (json) print(JSON.stringify(findings));
      else print([...findings.map(lineOf), ...notes, summaryOf(rules.length, findings)].join('\n'));
      if (findings.some(({ severity }) => severity === 'error')) process.exitCode = 1;
    });
  withExamples(command, [
    'attune analyze --rules rules.json',
    'attune analyze --rules rules/packs/storefront.json --json',
  ]);
};
