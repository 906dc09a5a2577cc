import { Stack } from '@mui/material';
import { Settings } from '#schemas/settings.ts';
import { faultsUnder } from '../document/faults.ts';
import { setIn } from '../document/set-in.ts';
import type { FormProps } from '../document/types.ts';
import { choiceOf, useDocuments } from '../document/use-documents.ts';
import { FormSection, othersOf } from '../fields/FormSection.tsx';
import { jsonSchemaOf } from '../fields/json-schema.ts';
import { PropertyFields } from '../fields/PropertyFields.tsx';
import { SchemaFields } from '../fields/SchemaFields.tsx';
import type { Suggest } from '../fields/schema-field.ts';
import { useSuggestions } from '../fields/use-suggestions.ts';
import { Section } from '../ui/Section.tsx';
import { ExclusionGroups } from './ExclusionGroups.tsx';
import { HoldoutCost } from './HoldoutCost.tsx';
import { PlacementHoldouts } from './PlacementHoldouts.tsx';

const schema = jsonSchemaOf(Settings);

const fixed = ['key', 'name'];
const holdout = ['holdout_share', 'holdout_seed'];
const groups = 'exclusion_groups';

/** The settings by what they are about; what no group names is under "More". */
const plan: readonly { title: string; names: readonly string[] }[] = [
  {
    title: 'Decisions',
    names: ['personalization_engine', 'rule_weight', 'exploration_floor', 'performance_optimization'],
  },
  { title: 'Goals', names: ['goals'] },
  { title: 'Consent and tracking', names: ['behavioral_tracking', 'default_consent'] },
  { title: 'Engagement', names: ['engagement_weights', 'engagement_half_life_days'] },
  {
    title: 'Time, money and retention',
    names: ['time_zone', 'currency', 'event_retention_days', 'decision_retention_days', 'retention'],
  },
];

const named = [...fixed, ...holdout, groups, ...plan.flatMap(({ names }) => names)];

const shareOf = (value: unknown): number => (typeof value === 'number' ? value : 0);

const useSettingsSuggestions = (): Suggest => {
  const suggest = useSuggestions();
  const metrics = useDocuments('metrics').map(choiceOf);
  return (name, beside) => (name === 'goals' ? metrics : suggest(name, beside));
};

/** The settings as a form, grouped, with exclusion groups and holdouts as what they do to customers. */
export const SettingsForm = (form: FormProps) => {
  const { body, faults, onChange } = form;
  const suggest = useSettingsSuggestions();
  const section = { ...form, schema, suggest };
  const more = othersOf(schema, body, named);
  return (
    <Stack spacing={2}>
      <Section title="Holdout" hint="of the whole project">
        <PropertyFields {...section} names={holdout} />
        <HoldoutCost share={body['holdout_share']} who="defaults, on every placement" />
        <PlacementHoldouts everywhere={shareOf(body['holdout_share'])} />
      </Section>
      <Section title="Exclusion groups">
        <ExclusionGroups
          schema={schema.properties?.[groups] ?? {}}
          value={body[groups]}
          faults={faultsUnder(faults, [groups])}
          suggest={suggest}
          Fields={SchemaFields}
          onChange={(next) => onChange(setIn(body, [groups], next) as typeof body)}
        />
      </Section>
      {plan.map((part) => (
        <FormSection key={part.title} {...section} {...part} />
      ))}
      {more.length > 0 && <FormSection {...section} title="More" names={more} />}
    </Stack>
  );
};
