import { Stack } from '@mui/material';
import { memo } from 'react';
import { Rule } from '#schemas/rule.ts';
import { ConditionBuilder } from '../conditions/builder/LazyBuilder.tsx';
import { useLatest } from '../conditions/use-latest.ts';
import { useShared } from '../conditions/use-shared.ts';
import { faultsUnder } from '../document/faults.ts';
import { setIn } from '../document/set-in.ts';
import type { DraftBody, FormProps } from '../document/types.ts';
import { ownTimeZone } from '../fields/DateTimeField.tsx';
import { FormSection, type FormSectionProps, othersOf } from '../fields/FormSection.tsx';
import { jsonSchemaOf } from '../fields/json-schema.ts';
import { useSuggestions } from '../fields/use-suggestions.ts';
import { Section } from '../ui/Section.tsx';
import { WhatSection } from './WhatSection.tsx';

const schema = jsonSchemaOf(Rule);

const about = ['key', 'name', 'description', 'enabled'];
const when = ['pages', 'schedule'];
const elsewhere = [...about, ...when, 'conditions', 'event'];

const MemoizedSection = memo(FormSection);
const What = memo(WhatSection);

/** The section's own part of the document: what is written elsewhere does not draw it anew. */
const RuleSection = ({ body, names, faults, onChange, ...section }: Omit<FormSectionProps, 'schema'>) => {
  const part = useShared(Object.fromEntries(Object.entries(body).filter(([name]) => names.includes(name))));
  const own = useShared(faults.filter(({ path }) => names.includes(path[0] ?? '')));
  const change = useLatest((next: DraftBody): void =>
    onChange(names.reduce((made, name) => setIn(made, [name], next[name]) as DraftBody, body)),
  );
  return (
    <MemoizedSection
      {...section}
      schema={schema}
      names={useShared(names)}
      body={part}
      faults={own}
      onChange={change}
    />
  );
};

/** A rule as a form: who, what, when and how, each a view of a part of its JSON. */
export const RuleForm = (form: FormProps) => {
  const { body, faults, onChange } = form;
  const suggest = useSuggestions();
  const section = { ...form, suggest };
  const set = useLatest((name: string, value: unknown): void =>
    onChange(setIn(body, [name], value) as DraftBody),
  );
  return (
    <Stack spacing={2}>
      <RuleSection {...section} title="About" names={about} />
      <Section title="Who" hint="sees it">
        <ConditionBuilder
          condition={body['conditions']}
          faults={faultsUnder(faults, ['conditions'])}
          onChange={(conditions) => set('conditions', conditions)}
        />
      </Section>
      <What
        event={useShared(body['event'])}
        faults={useShared(faultsUnder(faults, ['event']))}
        suggest={suggest}
        onChange={useLatest((event: unknown) => set('event', event))}
      />
      <RuleSection {...section} title="When" hint={`moments by your clock, ${ownTimeZone()}`} names={when} />
      <RuleSection {...section} title="How" names={othersOf(schema, body, elsewhere)} />
    </Stack>
  );
};
