import { defineNoun } from '../document/noun.ts';
import { NamedConditionForm, NamedConditionRail } from './NamedConditionForm.tsx';
import { NamedConditionSummary } from './NamedConditionSummary.tsx';

export const conditionNoun = defineNoun({
  kind: 'condition',
  resource: 'conditions',
  one: 'condition',
  many: 'Conditions',
  purpose: 'Conditions with a name, for rules and segments to share.',
  template: {
    key: 'new-condition',
    name: 'New condition',
    conditions: {
      all: [{ fact: 'profile', path: '$.counters.orders', operator: 'greaterThanInclusive', value: 1 }],
    },
  },
  Summary: NamedConditionSummary,
  Form: NamedConditionForm,
  Rail: NamedConditionRail,
});
