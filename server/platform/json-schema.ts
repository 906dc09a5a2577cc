import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Condition, TopCondition } from '#schemas/condition.ts';
import { conditionJsonSchema, topConditionJsonSchema } from '#schemas/condition-json-schema.ts';
import { documentSchemas, Pack } from '#schemas/document.ts';
import { ImportMapping } from '#schemas/import-mapping.ts';

type JsonSchema = Record<string, unknown>;

/** Conditions check themselves in code, which JSON Schema cannot see: their forms are written out instead. */
const formsOf = (schema: unknown): JsonSchema | null => {
  if (schema === Condition) return conditionJsonSchema;
  return schema === TopCondition ? topConditionJsonSchema : null;
};

const generate = (name: string, schema: z.ZodType): JsonSchema => {
  const generated: JsonSchema = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-2020-12',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => Object.assign(jsonSchema, formsOf(zodSchema)),
  });
  const { $schema, $defs, ...rest } = generated;
  const definitions = { ...($defs as JsonSchema | undefined), Condition: conditionJsonSchema };
  // only conditions refer to definitions, by way of the top one
  return {
    $schema,
    $id: `urn:attune:schema:${name}`,
    ...rest,
    ...($defs !== undefined && { $defs: definitions }),
  };
};

/** The JSON Schema of every kind of document, of a pack and of an import mapping, by name: what an author may write. */
export const documentJsonSchemas = (): Map<string, JsonSchema> => {
  const schemas = Object.entries({ ...documentSchemas, pack: Pack, 'import-mapping': ImportMapping });
  return new Map(schemas.map(([name, schema]) => [name, generate(name, schema)]));
};

/** The text of a schema's file. */
export const schemaText = (schema: JsonSchema): string => `${JSON.stringify(schema, null, 2)}\n`;

/** Writes `<name>.schema.json` for each of them, for editors to check and complete the files in `rules/` with. */
export const writeJsonSchemas = async (folder: string): Promise<string[]> => {
  await mkdir(folder, { recursive: true });
  const written = [...documentJsonSchemas()].map(async ([name, schema]) => {
    const file = join(folder, `${name}.schema.json`);
    await writeFile(file, schemaText(schema));
    return file;
  });
  return Promise.all(written);
};
