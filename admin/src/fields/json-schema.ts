import { z } from 'zod';

/** The part of JSON Schema that the forms understand; whatever is beyond it is edited as JSON. */
export type JsonSchema = {
  type?: string;
  const?: unknown;
  enum?: readonly string[];
  format?: string;
  description?: string;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  pattern?: string;
  items?: JsonSchema;
  properties?: Readonly<Record<string, JsonSchema>>;
  required?: readonly string[];
  propertyNames?: JsonSchema;
  additionalProperties?: JsonSchema | boolean;
  oneOf?: readonly JsonSchema[];
};

/** What an author may write, as JSON Schema. */
export const jsonSchemaOf = (schema: z.ZodType): JsonSchema =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;

/**
 * The named parts of an object: its properties, or the keys that an open map may have.
 * @example partsOf(jsonSchemaOf(Schedule)) // { from: { type: 'string', format: 'date-time' }, … }
 */
export const partsOf = ({ properties, propertyNames, additionalProperties }: JsonSchema) => {
  if (properties !== undefined) return properties;
  if (propertyNames?.enum === undefined || typeof additionalProperties !== 'object') return undefined;
  const value = additionalProperties;
  return Object.fromEntries(propertyNames.enum.map((name) => [name, value]));
};

/** What a value of a schema begins with: nothing that is optional. */
export const blankOf = (schema: JsonSchema): unknown => {
  const { type, required = [], properties = {}, minimum = 0 } = schema;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  switch (type) {
    case 'number':
    case 'integer':
      return Math.max(minimum, 0);
    case 'boolean':
      return true;
    case 'array':
      return schema.items && isWritten(schema.items) ? [] : schema.items ? [blankOf(schema.items)] : [];
    case 'object':
      return Object.fromEntries(required.map((name) => [name, blankOf(properties[name] ?? {})]));
    default:
      return '';
  }
};

/** Whether a value of the schema is one that is written as text. */
export const isWritten = ({ type }: JsonSchema): boolean =>
  type === 'string' || type === 'number' || type === 'integer';
