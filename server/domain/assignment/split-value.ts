import type { SplitKey } from '#schemas/exclusion-group.ts';
import type { Facts } from '#schemas/facts.ts';

const textOf = (value: unknown): string | undefined => {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
};

const traitsOf = ({ profile }: Pick<Facts, 'profile'>): Record<string, unknown> =>
  (profile['traits'] as Record<string, unknown> | undefined) ?? {};

/**
 * What an experiment hashes. The customer is the subject; the others are what the request's context calls them
 * (`account_id`, `cart_id`, `session_id`), the account also what the profile's traits do. Undefined when it is not
 * said, and then nobody can be assigned by it.
 * @example splitValue('cart', { subject: '42', facts: { context: { cart_id: 'c-7' }, … } }) // 'c-7'
 */
export const splitValue = (
  key: SplitKey,
  { subject, facts }: { subject: string; facts: Pick<Facts, 'context' | 'profile'> },
): string | undefined => {
  if (key === 'customer') return subject;
  const { context } = facts;
  if (key === 'cart') return textOf(context['cart_id']);
  if (key === 'session') return textOf(context['session_id']);
  return textOf(context['account_id']) ?? textOf(traitsOf(facts)['account_id']);
};
