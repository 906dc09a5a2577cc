import { Stack } from '@mui/material';
import { Flag } from '#schemas/flag.ts';
import type { DraftBody, FormProps } from '../document/types.ts';
import { FormSection, othersOf } from '../fields/FormSection.tsx';
import { blankOf, type JsonSchema, jsonSchemaOf } from '../fields/json-schema.ts';
import { useSuggestions } from '../fields/use-suggestions.ts';

const schema = jsonSchemaOf(Flag);

const about = ['key', 'name', 'description'];

const valueSchema = (type: unknown): JsonSchema =>
  type === 'object' ? { type, additionalProperties: {} } : typeof type === 'string' ? { type } : {};

const blankFor = (type: unknown): unknown => (type === 'boolean' ? false : blankOf(valueSchema(type)));

/** Another type begins with a value of that type. */
const withValue = (before: DraftBody, after: DraftBody): DraftBody =>
  before['type'] === after['type'] ? after : { ...after, value: blankFor(after['type']) };

/** A flag as a form; its value has the control of its type. */
export const FlagForm = (form: FormProps) => {
  const { body, onChange } = form;
  const typed = { ...schema, properties: { ...schema.properties, value: valueSchema(body['type']) } };
  const section = {
    ...form,
    schema: typed,
    suggest: useSuggestions(),
    onChange: (next: DraftBody) => onChange(withValue(body, next)),
  };
  return (
    <Stack spacing={2}>
      <FormSection {...section} title="About" names={about} />
      <FormSection {...section} title="What storefronts read" names={othersOf(schema, body, about)} />
    </Stack>
  );
};
