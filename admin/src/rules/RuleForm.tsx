import { Stack } from '@mui/material';
import { Rule } from '#schemas/rule.ts';
import { ConditionBuilder } from '../conditions/builder/LazyBuilder.tsx';
import { faultsUnder } from '../document/faults.ts';
import { setIn } from '../document/set-in.ts';
import type { FormProps } from '../document/types.ts';
import { ownTimeZone } from '../fields/DateTimeField.tsx';
import { FormSection, othersOf } from '../fields/FormSection.tsx';
import { jsonSchemaOf } from '../fields/json-schema.ts';
import { useSuggestions } from '../fields/use-suggestions.ts';
import { Section } from '../ui/Section.tsx';
import { WhatSection } from './WhatSection.tsx';

const schema = jsonSchemaOf(Rule);

const about = ['key', 'name', 'description', 'enabled'];
const when = ['pages', 'schedule'];
const elsewhere = [...about, ...when, 'conditions', 'event'];

/** A rule as a form: who, what, when and how, each a view of a part of its JSON. */
export const RuleForm = (form: FormProps) => {
  const { body, faults, onChange } = form;
  const suggest = useSuggestions();
  const section = { ...form, schema, suggest };
  return (
    <Stack spacing={2}>
      <FormSection {...section} title="About" names={about} />
      <Section title="Who" hint="sees it">
        <ConditionBuilder
          condition={body['conditions']}
          faults={faultsUnder(faults, ['conditions'])}
          onChange={(conditions) => onChange(setIn(body, ['conditions'], conditions) as typeof body)}
        />
      </Section>
      <WhatSection {...form} suggest={suggest} />
      <FormSection {...section} title="When" hint={`moments by your clock, ${ownTimeZone()}`} names={when} />
      <FormSection {...section} title="How" names={othersOf(schema, body, elsewhere)} />
    </Stack>
  );
};
