import { z } from 'zod';
import { type TopCondition as Conditions, TopCondition } from './condition.ts';
import { Purpose } from './consent.ts';
import { Key } from './key.ts';

/** What says who is in a segment. */
export const segmentSources = ['conditions', 'upload'] as const;

const Shape = z.strictObject({
  key: Key,
  name: z.string().min(1).max(200),
  description: z.string().max(2000).optional(),
  purpose: Purpose.default('personalization'),
  source: z
    .enum(segmentSources)
    .default('conditions')
    .describe('who is in it: those whom conditions hold for, or those whose ids are uploaded'),
  conditions: TopCondition.optional(),
});
type Shape = z.infer<typeof Shape>;

const checkSource = ({ source, conditions }: Shape, context: z.RefinementCtx): void => {
  if (source === 'conditions' && conditions === undefined)
    context.addIssue({ code: 'custom', path: ['conditions'], message: 'this is required' });
  if (source === 'upload' && conditions !== undefined)
    context.addIssue({
      code: 'custom',
      path: ['conditions'],
      message: 'stands only where "source" is "conditions"',
    });
};

/** A named group of customers: by conditions, or by a list of their ids that is uploaded. */
export const Segment = Shape.superRefine(checkSource);
export type Segment = z.infer<typeof Segment>;

/** A segment whose members follow from what is known of them. */
export type ConditionSegment = Segment & { conditions: Conditions };

/** @example bodies.filter(hasConditions).map(({ conditions }) => conditions) */
export const hasConditions = (segment: Segment): segment is ConditionSegment =>
  segment.conditions !== undefined;
