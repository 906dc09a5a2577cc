import { Stack } from '@mui/material';
import { Rule } from '#schemas/rule.ts';
import { ConditionBuilder } from '../conditions/builder/LazyBuilder.tsx';
import { faultsUnder } from '../document/faults.ts';
import { setIn } from '../document/set-in.ts';
import type { DraftBody, FormProps } from '../document/types.ts';
import { ownTimeZone } from '../fields/DateTimeField.tsx';
import { Section } from '../ui/Section.tsx';
import { jsonSchemaOf } from './json-schema.ts';
import { SchemaFields } from './SchemaFields.tsx';
import type { Suggest } from './schema-field.ts';
import { useSuggestions } from './use-suggestions.ts';
import { WhatSection } from './WhatSection.tsx';

const schema = jsonSchemaOf(Rule);
const { properties = {} } = schema;

const about = ['key', 'name', 'description', 'enabled'];
const when = ['pages', 'schedule'];
const elsewhere = new Set([...about, ...when, 'conditions', 'event']);

const pick = <Value,>(from: Readonly<Record<string, Value>>, names: readonly string[]) =>
  Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));

/** Whatever else a rule has or comes to have: priority, purpose, caps, and what no schema knows. */
const othersOf = (body: DraftBody): string[] =>
  [...new Set([...Object.keys(properties), ...Object.keys(body)])].filter((name) => !elsewhere.has(name));

type PartProps = Omit<FormProps, 'isNew'> & { names: readonly string[]; suggest: Suggest };

/** The fields of some of the rule's properties. */
const Part = ({ body, names, faults, suggest, onChange }: PartProps) => {
  const shown = pick(body, names);
  const change = (next: Readonly<DraftBody>): void =>
    onChange(
      names
        .filter((name) => next[name] !== shown[name])
        .reduce((made, name) => setIn(made, [name], next[name]) as DraftBody, body),
    );
  return (
    <SchemaFields
      schema={{ ...schema, properties: pick(properties, names) }}
      value={shown}
      faults={faults}
      suggest={suggest}
      onChange={change}
    />
  );
};

/** A rule as a form: who, what, when and how, each a view of a part of its JSON. */
export const RuleForm = ({ isNew, ...form }: FormProps) => {
  const { body, faults, onChange } = form;
  const suggest = useSuggestions();
  const part = { ...form, suggest };
  return (
    <Stack spacing={2}>
      <Section title="About">
        <Part {...part} names={isNew ? about : about.slice(1)} />
      </Section>
      <Section title="Who" hint="sees it">
        <ConditionBuilder
          condition={body['conditions']}
          faults={faultsUnder(faults, ['conditions'])}
          onChange={(conditions) => onChange(setIn(body, ['conditions'], conditions) as DraftBody)}
        />
      </Section>
      <WhatSection {...part} />
      <Section title="When" hint={`moments by your clock, ${ownTimeZone()}`}>
        <Part {...part} names={when} />
      </Section>
      <Section title="How">
        <Part {...part} names={othersOf(body)} />
      </Section>
    </Stack>
  );
};
