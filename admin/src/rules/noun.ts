import { defineNoun } from '../document/noun.ts';
import { firstAction } from './actions.ts';
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
      params: { actions: [firstAction] },
    },
  },
  Summary: RuleSummary,
  Form: RuleForm,
  Rail: RuleRail,
});
