import { z } from 'zod';
import { Action } from './action.ts';
import { TopCondition } from './condition.ts';
import { Purpose } from './consent.ts';
import { FrequencyCap } from './frequency-cap.ts';
import { Key } from './key.ts';
import { Schedule } from './schedule.ts';

const Personalize = z.strictObject({
  type: z.literal('personalize'),
  params: z.strictObject({ actions: z.array(Action).min(1).max(50) }),
});

/** An event of a rule written for something else: kept and handed back untouched. */
const ForeignEvent = z
  .looseObject({ type: z.string().min(1).max(200), params: z.record(z.string(), z.unknown()).optional() })
  .refine((event) => event.type !== 'personalize', {
    message: 'a personalize event needs params.actions',
    path: ['type'],
    abort: true,
  });

/** A json-rules-engine rule plus where, when and for what purpose it applies. */
export const Rule = z.strictObject({
  key: Key,
  name: z.string().min(1).max(200),
  description: z.string().max(2000).optional(),
  enabled: z.boolean().default(true),
  purpose: Purpose.default('personalization'),
  priority: z.number().int().min(1).max(1_000_000).default(1),
  pages: z.array(Key).max(50).optional().describe('page types it applies to; all when absent'),
  schedule: Schedule.optional(),
  frequencyCap: FrequencyCap.optional().describe(
    'the rule rests for a customer who was shown so often what it asked for',
  ),
  conditions: TopCondition,
  event: z.union([Personalize, ForeignEvent]),
});
export type Rule = z.infer<typeof Rule>;

/** The actions of a rule; none for a foreign rule. */
export const actionsOf = (rule: Pick<Rule, 'event'>): Action[] =>
  rule.event.type === 'personalize' ? (rule.event.params as { actions: Action[] }).actions : [];
