import { defineNoun } from '../document/noun.ts';
import { RuleForm } from './RuleForm.tsx';
import { RuleRail } from './RuleRail.tsx';
import { RuleSummary } from './RuleSummary.tsx';

export const ruleNoun = defineNoun({
  kind: 'rule',
  resource: 'rules',
  one: 'rule',
  many: 'Rules',
  purpose: 'Who sees what: conditions on the customer and the visit, and what happens when they hold.',
  template: {
    key: 'new-rule',
    name: 'New rule',
    priority: 1,
    conditions: {
      all: [{ fact: 'profile', path: '$.counters.orders', operator: 'greaterThanInclusive', value: 1 }],
    },
    event: {
      type: 'personalize',
      params: { actions: [{ type: 'boost', placement: 'hero_banner', variant: 'your-variant', by: 0.5 }] },
    },
  },
  Summary: RuleSummary,
  Form: RuleForm,
  Rail: RuleRail,
});
