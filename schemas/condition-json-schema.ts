import { type FactName, factDefinitions, factNames } from './facts.ts';
import { decorators, operators } from './operators.ts';

type JsonSchema = Record<string, unknown>;

const escaped = (text: string): string => text.replaceAll('.', '\\.');

/** The paths of a fact within it: `counters.orders`; those with a last `*` are open maps. */
const pathsOf = (fact: FactName) =>
  factDefinitions
    .filter(({ path }) => path.startsWith(`${fact}.`))
    .map(({ path, type }) => ({ path: path.slice(fact.length + 1), type }));

/** Known paths without the root, and everything inside maps and lists; a map at the root takes any path. */
const otherPaths = (fact: FactName): JsonSchema => {
  const paths = pathsOf(fact);
  if (paths.some(({ path }) => path === '*')) return { type: 'string' };
  const inside = paths
    .filter(({ path, type }) => path.endsWith('.*') || type === 'array')
    .map(({ path }) => `${escaped(path.replace(/\.\*$/, ''))}[.[].+`);
  const whole = paths.filter(({ path }) => !path.endsWith('.*')).map(({ path }) => escaped(path));
  // names in brackets and quotes are too many spellings for a pattern
  return { type: 'string', pattern: `^(\\$\\.)?(${[...whole, ...inside].join('|')})$|\\[['"]` };
};

const pathOf = (fact: FactName): JsonSchema => {
  const known = pathsOf(fact).filter(({ path }) => !path.endsWith('*'));
  const suggestions = known.length > 0 ? [{ enum: known.map(({ path }) => `$.${path}`) }] : [];
  return { anyOf: [...suggestions, otherPaths(fact)] };
};

const operator: JsonSchema = {
  anyOf: [
    { enum: operators },
    { type: 'string', pattern: `^((${decorators.join('|')}):)+(${operators.join('|')})$` },
  ],
};

const comparison: JsonSchema = {
  type: 'object',
  required: ['fact', 'operator', 'value'],
  additionalProperties: false,
  properties: {
    fact: { enum: factNames },
    path: { type: 'string' },
    params: { type: 'object' },
    operator,
    value: {},
    name: { type: 'string' },
    priority: { type: 'integer', minimum: 1 },
  },
  allOf: factNames.map((fact) => ({
    if: { properties: { fact: { const: fact } }, required: ['fact'] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { properties: { path: pathOf(fact) } },
  })),
};

const groups: JsonSchema[] = [
  {
    type: 'object',
    required: ['all'],
    properties: { all: { type: 'array', items: { $ref: '#/$defs/Condition' } } },
  },
  {
    type: 'object',
    required: ['any'],
    properties: { any: { type: 'array', minItems: 1, items: { $ref: '#/$defs/Condition' } } },
  },
  { type: 'object', required: ['not'], properties: { not: { $ref: '#/$defs/Condition' } } },
  { type: 'object', required: ['condition'], properties: { condition: { type: 'string' } } },
];

/** The JSON Schema of a condition, for editors: the forms written out, with the facts, paths and operators there are. */
export const conditionJsonSchema = { anyOf: [comparison, ...groups] };

/** The same at the top, where json-rules-engine takes no bare comparison. */
export const topConditionJsonSchema = { anyOf: groups };
