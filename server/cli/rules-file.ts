import { readFile } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';
import type { Condition, TopCondition } from '#schemas/condition.ts';
import { childrenOf, formOf } from '#server/domain/conditions/forms.ts';
import { literalSide, operandFaults } from '#server/domain/conditions/operand-types.ts';
import { parseOperator } from '#server/domain/conditions/operators.ts';
import { topShapeFaults } from '#server/domain/conditions/shape.ts';
import { soundnessFaults } from '#server/domain/conditions/soundness.ts';
import type { Fault, MatchableRule, NamedConditions } from '#server/domain/conditions/types.ts';

type Json = Readonly<Record<string, unknown>>;

/** A rule of a file, by the name that its author gave it, and all that was written. */
export type NamedRule = MatchableRule & { name: string; written: Json };
export type RulesFile = { rules: NamedRule[]; conditions: NamedConditions };

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const parseJson = (text: string, where: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${where} is not JSON: ${messageOf(error)}`);
  }
};

/** @throws Error that says which file is not there, or what keeps it from being read */
const readText = async (path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new Error(`There is no file ${path}.`);
    if (code === 'EISDIR') throw new Error(`${path} is a folder; name a file in it.`);
    throw error;
  }
};

const nameOf = (rule: unknown, index: number): string => {
  const { name, key } = isObject(rule) ? rule : {};
  const given = name ?? key;
  return typeof given === 'string' || typeof given === 'number' ? String(given) : `rule ${index + 1}`;
};

/** Shared conditions: a list of documents as packs have them, or an object from name to condition. */
const namedConditions = (section: unknown): [string, unknown][] => {
  if (Array.isArray(section))
    return section.map((each, index) => [
      isObject(each) ? String(each['key']) : `condition ${index + 1}`,
      isObject(each) ? each['conditions'] : each,
    ]);
  return isObject(section) ? Object.entries(section) : [];
};

const isPriority = (value: unknown): boolean =>
  value === undefined || (typeof value === 'number' && Number.isInteger(value) && value >= 1);

const ruleFaults = (rule: unknown): Fault[] => {
  if (!isObject(rule)) return [{ path: [], code: 'malformed', message: 'a rule is an object' }];
  const shape = topShapeFaults(rule['conditions']).map((each) => ({
    ...each,
    path: ['conditions', ...each.path],
  }));
  if (isPriority(rule['priority'])) return shape;
  return [
    ...shape,
    { path: ['priority'], code: 'malformed', message: 'a priority is a whole number from 1' },
  ];
};

const lineOf = (who: string, { path, message }: Fault): string =>
  `  ${[who, path.join('.')].filter((part) => part !== '').join(' at ')}: ${message}`;

const refuse = (path: string, lines: readonly string[]): void => {
  if (lines.length > 0) throw new Error(`${path} cannot be used:\n${lines.join('\n')}`);
};

/** Regular expressions that would never be found, because they are none. */
const patternFaults = (condition: Condition, path: Fault['path'] = []): Fault[] => {
  const form = formOf(condition);
  if (form.kind !== 'comparison')
    return childrenOf(condition).flatMap((child) => patternFaults(child.condition, [...path, ...child.path]));
  const { operator, value } = form.leaf;
  if (parseOperator(operator)?.operator !== 'matches' || typeof value !== 'string') return [];
  return operandFaults('matches', { type: undefined }, literalSide(value)).map((message) => ({
    path: [...path, 'value'],
    code: 'type-mismatch',
    message,
  }));
};

/** A list of rules, an object with `rules` and shared `conditions` (a pack, say), or one rule. */
const sectionsOf = (content: unknown): { rules: unknown[]; named: [string, unknown][] } => {
  if (Array.isArray(content)) return { rules: content, named: [] };
  if (isObject(content) && Array.isArray(content['rules']))
    return { rules: content['rules'], named: namedConditions(content['conditions']) };
  return { rules: [content], named: [] };
};

/**
 * The rules of a JSON file: ours, or those of json-rules-engine as they are. Rules that are switched off are left out.
 * @throws Error naming everything that is wrong and where
 */
export const readRulesFile = async (path: string): Promise<RulesFile> => {
  const { rules: written, named } = sectionsOf(parseJson(await readText(path), path));
  refuse(path, [
    ...named.flatMap(([name, condition]) =>
      topShapeFaults(condition).map((each) => lineOf(`condition "${name}"`, each)),
    ),
    ...written.flatMap((rule, index) => ruleFaults(rule).map((each) => lineOf(nameOf(rule, index), each))),
  ]);
  const conditions = Object.fromEntries(named) as NamedConditions;
  const rules = written.map((rule, index): NamedRule => {
    const { priority, conditions: own } = rule as { priority?: number; conditions: TopCondition };
    const name = nameOf(rule, index);
    const rank = priority === undefined ? {} : { priority };
    return { key: name, name, conditions: own, written: rule as Json, ...rank };
  });
  refuse(path, [
    ...named.flatMap(([name]) =>
      patternFaults(conditions[name]!).map((each) => lineOf(`condition "${name}"`, each)),
    ),
    ...rules.flatMap(({ name, conditions: own }) =>
      [...soundnessFaults(own, { conditions }), ...patternFaults(own)].map((each) =>
        lineOf(name, { ...each, path: ['conditions', ...each.path] }),
      ),
    ),
  ]);
  return { conditions, rules: rules.filter((_, index) => (written[index] as Json)['enabled'] !== false) };
};

/**
 * The facts of a file with one JSON object a line; `-` is the standard input. Empty lines are left out.
 * @throws Error naming every line that is none
 */
export const readFactsFile = async (path: string): Promise<Json[]> => {
  // by the stream: what another program is piped through may have no name under /dev
  const text = path === '-' ? await textOf(process.stdin) : await readText(path);
  const faults: string[] = [];
  const facts = text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      const value = parseJson(line, `line ${index + 1}`);
      if (isObject(value)) return [value];
      faults.push(`  line ${index + 1} is no object of facts`);
    } catch (error) {
      faults.push(`  ${messageOf(error)}`);
    }
    return [];
  });
  refuse(path, faults);
  return facts;
};
