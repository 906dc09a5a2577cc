import { Stack } from '@mui/material';
import { Placement } from '#schemas/placement.ts';
import type { FormProps } from '../document/types.ts';
import { FormSection, othersOf } from '../fields/FormSection.tsx';
import { jsonSchemaOf } from '../fields/json-schema.ts';
import { PropertyFields } from '../fields/PropertyFields.tsx';
import type { Suggest } from '../fields/schema-field.ts';
import { useSuggestions } from '../fields/use-suggestions.ts';
import { HoldoutCost } from '../settings/HoldoutCost.tsx';
import { Section } from '../ui/Section.tsx';
import { VariantTable } from './VariantTable.tsx';

const schema = jsonSchemaOf(Placement);

const about = ['key', 'name', 'description', 'pages', 'defaultVariant'];
const holdout = ['holdoutShare', 'holdoutSeed'];

/** A placement as a form: where it is, how one of its variants is chosen, and who never gets the choice. */
export const PlacementForm = (form: FormProps) => {
  const { body, isNew } = form;
  const { key } = body;
  const known = useSuggestions();
  const suggest: Suggest = (name, beside) =>
    name === 'defaultVariant' ? known('variant', { placement: key }) : known(name, beside);
  const section = { ...form, schema, suggest };
  return (
    <Stack spacing={2}>
      <FormSection {...section} title="About" names={about} />
      {!isNew && <VariantTable placement={String(key)} fallback={body['defaultVariant']} />}
      <FormSection {...section} title="Choice" names={othersOf(schema, body, [...about, ...holdout])} />
      <Section title="Holdout" hint="of this placement alone">
        <PropertyFields {...section} names={holdout} />
        <HoldoutCost share={body['holdoutShare']} who="the default here" />
      </Section>
    </Stack>
  );
};
