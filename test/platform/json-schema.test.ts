import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { factDefinitions } from '#schemas/facts.ts';
import { parseOperator } from '#server/domain/conditions/operators.ts';
import { documentJsonSchemas, schemaText } from '#server/platform/json-schema.ts';

const schemas = documentJsonSchemas();

test.each([...schemas])(
  'schemas/json/%s.schema.json is what the Zod schema says today',
  async (name, schema) => {
    const file = new URL(`../../schemas/json/${name}.schema.json`, import.meta.url);
    expect(await readFile(file, 'utf8')).toBe(schemaText(schema));
  },
);

test.each([...schemas])('the schema of a %s has an address of its own', (name, schema) => {
  expect(schema['$id']).toBe(`urn:attune:schema:${name}`);
  expect(schema['$schema']).toBe('https://json-schema.org/draft/2020-12/schema');
});

test.each([...schemas])('every reference in the schema of a %s leads somewhere', (_, schema) => {
  const references = [...JSON.stringify(schema).matchAll(/"\$ref":"#\/\$defs\/(\w+)"/g)].map(
    ([, name]) => name,
  );
  const definitions = Object.keys((schema['$defs'] as object | undefined) ?? {});
  for (const reference of references) expect(definitions).toContain(reference);
});

test('conditions are written out in their forms, so that an editor can complete them', () => {
  const definitions = schemas.get('rule')?.['$defs'] as Record<string, { anyOf: { required: string[] }[] }>;
  const forms = (name: string) => definitions[name]?.anyOf.map(({ required }) => required.join());
  expect(forms('Condition')).toEqual(['fact,operator,value', 'all', 'any', 'not', 'condition']);
  expect(forms('TopCondition')).toEqual(['all', 'any', 'not', 'condition']);
});

test('what has a default need not be written', () => {
  expect(schemas.get('settings')?.['required']).toBeUndefined();
  expect(schemas.get('rule')?.['required']).toEqual(['key', 'name', 'conditions', 'event']);
});

type Comparison = {
  properties: { operator: { anyOf: [{ enum: string[] }, { pattern: string }] } };
  allOf: {
    if: { properties: { fact: { const: string } } };
    then: { properties: { path: { anyOf: { enum?: string[]; pattern?: string }[] } } };
  }[];
};
const definitions = schemas.get('rule')?.['$defs'] as { Condition: { anyOf: [Comparison] } };
const [comparison] = definitions.Condition.anyOf;

const pathsOf = (name: string) =>
  comparison.allOf.find((part) => part.if.properties.fact.const === name)!.then.properties.path.anyOf;
const accepts = (name: string, path: string): boolean =>
  pathsOf(name).some(
    (option) => option.enum?.includes(path) ?? new RegExp(option.pattern ?? '', 'u').test(path),
  );

test('an editor suggests the paths of each fact', () => {
  expect(pathsOf('cart')[0]?.enum).toEqual(['$.item_count', '$.product_ids', '$.value']);
  expect(pathsOf('profile')[0]?.enum).toContain('$.counters.days_since_last_order');
  for (const { path } of factDefinitions.filter((definition) => !definition.path.endsWith('*'))) {
    const [fact, ...steps] = path.split('.');
    expect(accepts(fact!, `$.${steps.join('.')}`)).toBe(true);
  }
});

test.each<[string, string, boolean]>([
  ['profile', '$.traits.plan', true],
  ['profile', '$.traits.address.city', true],
  ['profile', "$.traits['first name']", true],
  ['profile', 'counters.orders', true],
  ['profile', '$.segments[0]', true],
  ['profile', '$.segments.length', true],
  ['profile', '$.counters.events.searched', true],
  ['context', '$.weather', true],
  ['experiments', '$.new-hero', true],
  ['profile', '$.plan', false],
  ['profile', '$.counters.order', false],
  ['cart', '$.traits.plan', false],
  ['time', '$.hours', false],
])('%s %s is accepted: %s', (fact, path, accepted) => {
  expect(accepts(fact, path)).toBe(accepted);
});

test('an editor suggests operators and takes decorators in front', () => {
  const [{ enum: names }, { pattern }] = comparison.properties.operator.anyOf;
  expect(names.every((name) => parseOperator(name) !== null)).toBe(true);
  expect(names).toContain('greaterThanInclusive');
  for (const name of ['not:someFact:equal', 'everyValue:contains']) expect(name).toMatch(new RegExp(pattern));
  for (const name of ['like', 'not:', 'some:equal']) expect(name).not.toMatch(new RegExp(pattern));
});
