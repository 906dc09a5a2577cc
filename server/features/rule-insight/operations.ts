import { RuleAnalysis, RuleAudience, RuleQuestion } from '#schemas/rule-insight.ts';
import type { Operation } from '#server/platform/openapi.ts';

const example = {
  rule: {
    key: 'vip-hero',
    name: 'VIP hero',
    conditions: {
      all: [{ fact: 'profile', path: '$.counters.orders', operator: 'greaterThanInclusive', value: 5 }],
    },
    event: {
      type: 'personalize',
      params: { actions: [{ type: 'pin', placement: 'hero_banner', variant: 'hero-vip' }] },
    },
  },
};
const common = { method: 'post', tag: 'Rules', security: 'session', body: RuleQuestion, example } as const;

/** What is told of a rule before it is published. */
export const ruleInsightOperations: readonly Operation[] = [
  {
    ...common,
    path: '/api/admin/rules/analysis',
    summary: 'What a rule runs into beside the others: conflicts, rules without effect, what never holds',
    success: { status: 200, description: 'Everything noteworthy', schema: RuleAnalysis },
    problems: [400, 401, 413, 415],
  },
  {
    ...common,
    path: '/api/admin/rules/audience',
    summary: 'Whom a rule would reach, counted on up to 2,000 customers drawn at random',
    success: { status: 200, description: 'Counts, and who is in or just outside', schema: RuleAudience },
    problems: [400, 401, 413, 415],
  },
];
