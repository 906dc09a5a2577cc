import { RuleActivity, RuleAudiences } from '#schemas/rule-activity.ts';
import type { Operation } from '#server/platform/openapi.ts';

/** What is told of all rules at once. */
export const ruleActivityOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/admin/rule-activity',
    tag: 'Rules',
    security: 'session',
    summary: 'How often each rule took part in decisions of the last 24 hours, by the hour',
    success: {
      status: 200,
      description: 'Counts; rules that never did are not listed',
      schema: RuleActivity,
    },
    problems: [401],
  },
  {
    method: 'get',
    path: '/api/admin/rule-audiences',
    tag: 'Rules',
    security: 'session',
    summary: 'Whom each rule reaches, counted on up to 1,000 customers',
    success: { status: 200, description: 'Counts, rule by rule', schema: RuleAudiences },
    problems: [401],
  },
];
