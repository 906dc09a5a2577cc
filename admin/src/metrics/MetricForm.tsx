import { Stack } from '@mui/material';
import { Metric } from '#schemas/metric.ts';
import type { FormProps } from '../document/types.ts';
import { FormSection, othersOf } from '../fields/FormSection.tsx';
import { jsonSchemaOf } from '../fields/json-schema.ts';
import { useSuggestions } from '../fields/use-suggestions.ts';

const schema = jsonSchemaOf(Metric);

const about = ['key', 'name', 'description'];
const counted = ['type', 'event', 'value', 'unit'];

/** A metric as a form: what counts, and how. */
export const MetricForm = (form: FormProps) => {
  const section = { ...form, schema, suggest: useSuggestions() };
  return (
    <Stack spacing={2}>
      <FormSection {...section} title="About" names={about} />
      <FormSection {...section} title="What counts" names={counted} />
      <FormSection {...section} title="How" names={othersOf(schema, form.body, [...about, ...counted])} />
    </Stack>
  );
};
