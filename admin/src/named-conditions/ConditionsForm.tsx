import { Stack } from '@mui/material';
import { ConditionBuilder } from '../conditions/builder/LazyBuilder.tsx';
import { faultsUnder } from '../document/faults.ts';
import { setIn } from '../document/set-in.ts';
import type { FormProps } from '../document/types.ts';
import { FormSection, othersOf } from '../fields/FormSection.tsx';
import type { JsonSchema } from '../fields/json-schema.ts';
import { useSuggestions } from '../fields/use-suggestions.ts';
import { Section } from '../ui/Section.tsx';

/** A document that is conditions with a name: what it is called, and who they hold for. */
export const ConditionsForm = ({ schema, ...form }: FormProps & { schema: JsonSchema }) => {
  const { body, faults, onChange } = form;
  const suggest = useSuggestions();
  return (
    <Stack spacing={2}>
      <FormSection
        {...form}
        title="About"
        schema={schema}
        names={othersOf(schema, body, ['conditions'])}
        suggest={suggest}
      />
      <Section title="Who" hint="it holds for">
        <ConditionBuilder
          condition={body['conditions']}
          faults={faultsUnder(faults, ['conditions'])}
          onChange={(conditions) => onChange(setIn(body, ['conditions'], conditions) as typeof body)}
        />
      </Section>
    </Stack>
  );
};
