import { z } from 'zod';
import { SafeJson } from './json.ts';

/** json-rules-engine's condition language, as its documentation defines it. */
export type FactReference = {
  fact: string;
  path?: string | undefined;
  params?: Record<string, unknown> | undefined;
};
export type LeafCondition = FactReference & {
  operator: string;
  value: unknown;
  name?: string | undefined;
  priority?: number | undefined;
};
export type AllCondition = { all: Condition[]; name?: string | undefined; priority?: number | undefined };
export type AnyCondition = { any: Condition[]; name?: string | undefined; priority?: number | undefined };
export type NotCondition = { not: Condition; name?: string | undefined; priority?: number | undefined };
export type ConditionReference = {
  condition: string;
  name?: string | undefined;
  priority?: number | undefined;
};
export type Condition = LeafCondition | AllCondition | AnyCondition | NotCondition | ConditionReference;
/** A rule's `conditions`: json-rules-engine asks for one of these at the top. */
export type TopCondition = AllCondition | AnyCondition | NotCondition | ConditionReference;

const label = { name: z.string().max(200).optional(), priority: z.number().int().min(1).optional() };

const Leaf = z.strictObject({
  ...label,
  fact: z.string().min(1).max(100),
  path: z.string().max(300).optional(),
  params: z.record(z.string(), z.unknown()).optional(),
  operator: z.string().min(1).max(100),
  value: SafeJson,
});
const All = z.strictObject({ ...label, all: z.lazy(() => z.array(Condition).max(500)) });
const Any = z.strictObject({
  ...label,
  any: z.lazy(() => z.array(Condition).min(1, 'an empty "any" would match everyone').max(500)),
});
const Not = z.strictObject({ ...label, not: z.lazy(() => Condition) });
const Reference = z.strictObject({ ...label, condition: z.string().min(1).max(80) });

const describeForm = (value: unknown): z.ZodType => {
  if (typeof value !== 'object' || value === null) return Leaf;
  if ('all' in value) return All;
  if ('any' in value) return Any;
  if ('not' in value) return Not;
  if ('condition' in value) return Reference;
  return Leaf;
};

/** Reports the faults of the one form that the author evidently meant, not of all five. */
const checkForm = (value: unknown, context: z.RefinementCtx): void => {
  const result = describeForm(value).safeParse(value);
  if (!result.success)
    for (const issue of result.error.issues) context.addIssue({ ...issue, code: 'custom' } as never);
};

export const Condition: z.ZodType<Condition, Condition> = z
  .custom<Condition>((value) => typeof value === 'object' && value !== null, 'a condition is an object')
  .superRefine(checkForm)
  .meta({ id: 'Condition', description: 'A condition in the language of json-rules-engine' });

export const TopCondition: z.ZodType<TopCondition, TopCondition> = z
  .custom<TopCondition>(
    (value) => typeof value === 'object' && value !== null && !('fact' in value),
    'conditions begin with all, any, not or a condition reference',
  )
  .superRefine(checkForm)
  .meta({ id: 'TopCondition', description: 'all, any, not or a reference to a named condition' });
