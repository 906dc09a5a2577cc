import type { ExperienceRequest } from '#schemas/decision.ts';
import { type EvaluationContext, EvaluationRequest } from '#schemas/ofrep.ts';
import { faultsOf, problem } from '#server/platform/problems.ts';

/** What a decision is asked for, but for the placements. */
export type Asked = Omit<ExperienceRequest, 'elements_to_personalize'>;

const defaultPage = 'homepage';

/**
 * The context of an evaluation; an absent one is empty.
 * @throws ProblemError 'invalid-request' with OFREP's code for it
 */
export const readContext = (body: unknown): EvaluationContext => {
  const result = EvaluationRequest.safeParse(body ?? {});
  if (result.success) return result.data.context ?? {};
  const errors = faultsOf(result.error);
  const errorCode = errors.some(({ path }) => path === '') ? 'PARSE_ERROR' : 'INVALID_CONTEXT';
  throw problem('invalid-request', { errors, extra: { errorCode } });
};

/**
 * The customer that a context is about, asked for as a storefront would. Whatever the protocol does not name is a
 * fact under `context`.
 * @throws ProblemError 'invalid-request' when the context names nobody
 * @example askedFor({ targetingKey: '42', device: 'mobile' }).customer_id // '42'
 */
export const askedFor = (evaluated: EvaluationContext): Asked => {
  const { targetingKey: id, anonymous = false, page_type = defaultPage, ...context } = evaluated;
  if (!id)
    throw problem('invalid-request', {
      detail: 'Give context.targetingKey: the id of the customer, or of an anonymous visitor.',
      extra: { errorCode: 'TARGETING_KEY_MISSING' },
    });
  const who = anonymous ? { anonymous_id: id } : { customer_id: id };
  return { ...who, page_type, context: context as Asked['context'] };
};
