import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ImportMapping } from '#schemas/import-mapping.ts';

const examples = new URL('../../docs/examples/', import.meta.url);
const mappings = readdirSync(examples).map((name) => new URL(`${name}/mapping.json`, examples));

test('there are examples', () => {
  expect(mappings.length).toBeGreaterThanOrEqual(3);
});

test.each(mappings.map((mapping) => [mapping.pathname.split('/').at(-2)!, mapping] as const))(
  'the mapping of %s is what an import takes, and names the schema that editors check it by',
  (_, mapping) => {
    const written = JSON.parse(readFileSync(mapping, 'utf8')) as Record<string, unknown>;
    expect(ImportMapping.safeParse(written).error?.issues ?? []).toEqual([]);
    const schema = new URL(String(written['$schema']), mapping);
    expect(JSON.parse(readFileSync(schema, 'utf8'))).toMatchObject({ type: 'object' });
  },
);
