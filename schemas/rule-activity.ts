import { z } from 'zod';
import { Rule } from './rule.ts';

const count = z.number().int().min(0);

const hourly = z.array(count).length(24).describe('one number an hour, the oldest first');

const OneRule = z.strictObject({ rule: z.string(), total: count, hourly });

/** How often rules took part in decisions in the last 24 hours; a rule that is not listed never did. */
export const RuleActivity = z.strictObject({
  from: z.string().describe('when the first hour begins'),
  decisions: count.describe('all decisions since then'),
  rules: z.array(OneRule),
});
export type RuleActivity = z.infer<typeof RuleActivity>;

const RuleShare = z.strictObject({
  rule: z.string(),
  matching: count.describe('customers of the sample who meet its conditions'),
  unjudged: z
    .boolean()
    .describe('whether a part of its conditions was left out, because only a request tells'),
});

/** Whom the rules reach, as they are drafted, else as they are in force; a draft with faults is left out. */
export const RuleAudiences = z.strictObject({
  sample: count,
  population: count,
  at: z.string().describe('when it was counted; an answer is kept for ten minutes'),
  rules: z.array(RuleShare),
});
export type RuleAudiences = z.infer<typeof RuleAudiences>;

const { priority, enabled } = Rule.shape;
const change = z
  .strictObject({
    priority: priority.unwrap().exactOptional(),
    enabled: enabled.unwrap().exactOptional(),
    archived: z.literal(true).exactOptional(),
  })
  .refine((given) => Object.keys(given).length > 0, { message: 'changes nothing' });
export type RuleChange = z.infer<typeof change>;

/** What becomes of the drafts of several rules at once, by key. */
export const RuleChanges = z
  .strictObject({ rules: z.record(z.string().min(1).max(100), change) })
  .refine(({ rules }) => Object.keys(rules).length > 0 && Object.keys(rules).length <= 1000, {
    message: 'name from 1 to 1000 rules',
    path: ['rules'],
  });
