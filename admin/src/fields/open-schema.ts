import type { JsonSchema } from './json-schema.ts';

/** Room for a paragraph, so that the field grows with what is written. */
const longest = 10_000;

const text: JsonSchema = { type: 'string', maxLength: longest };
const texts: JsonSchema = { type: 'array', items: { type: 'string' } };
const open: JsonSchema = { type: 'object', additionalProperties: {} };

/** What somebody may add where no schema says what a value is: its name, its schema, and what it begins as. */
export const valueKinds = {
  text: { label: 'text', schema: text, blank: '' },
  number: { label: 'number', schema: { type: 'number' }, blank: 0 },
  boolean: { label: 'yes or no', schema: { type: 'boolean' }, blank: false },
  texts: { label: 'list of texts', schema: texts, blank: [] },
  object: { label: 'group of fields', schema: open, blank: {} },
} as const satisfies Record<string, { label: string; schema: JsonSchema; blank: unknown }>;

export type ValueKind = keyof typeof valueKinds;

const kindOf = (value: unknown): ValueKind | undefined => {
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'boolean';
  if (Array.isArray(value)) return value.every((member) => typeof member === 'string') ? 'texts' : undefined;
  return typeof value === 'object' && value !== null ? 'object' : undefined;
};

/**
 * A schema for a value that none describes, read off the value; one that is edited as JSON has no type.
 * @example schemaOfValue(true) // { type: 'boolean' }
 */
export const schemaOfValue = (value: unknown): JsonSchema => {
  const kind = kindOf(value);
  return kind === undefined ? {} : valueKinds[kind].schema;
};
