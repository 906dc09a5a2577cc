import type { DraftBody, FormProps } from '../document/types.ts';
import { Section } from '../ui/Section.tsx';
import type { JsonSchema } from './json-schema.ts';
import { PropertyFields } from './PropertyFields.tsx';
import type { Suggest } from './schema-field.ts';

export type FormSectionProps = FormProps & {
  title: string;
  hint?: string;
  /** The schema of the document. */
  schema: JsonSchema;
  names: readonly string[];
  suggest: Suggest;
};

/**
 * Whatever a document has, or comes to have, that no section of its form names.
 * @example othersOf(schema, { key: 'a', color: 'red' }, ['key']) // ['color'], and the schema's other properties
 */
export const othersOf = (
  { properties = {} }: JsonSchema,
  body: DraftBody,
  named: readonly string[],
): string[] =>
  [...new Set([...Object.keys(properties), ...Object.keys(body)])].filter((name) => !named.includes(name));

/** A card with the fields of some of a document's properties; the key can be chosen only once. */
export const FormSection = ({ title, hint, names, isNew, ...form }: FormSectionProps) => (
  <Section title={title} hint={hint}>
    <PropertyFields {...form} names={isNew ? names : names.filter((name) => name !== 'key')} />
  </Section>
);
