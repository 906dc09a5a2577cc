import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
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
