import { createHash } from 'node:crypto';
import type { Behavior } from '#schemas/event.ts';
import type { ProfileBuild } from '#schemas/profile-build.ts';

type Customer = Pick<Behavior, 'customer_id' | 'anonymous_id'>;
type Told = { timestamp?: string | undefined };

/** The same told again has the same id, and is stored once. */
const idOf = (behavior: Behavior): string =>
  `build-${createHash('sha256').update(JSON.stringify(behavior)).digest('base64url').slice(0, 22)}`;

const listed = <Item>(value: boolean | Item[] | undefined): Item[] => (Array.isArray(value) ? value : []);

const behaviorOf = (customer: Customer, type: string, { timestamp, ...data }: Told): Behavior => {
  const behavior: Behavior = {
    ...customer,
    behavior_type: type,
    data: JSON.parse(JSON.stringify(data)),
    ...(timestamp !== undefined && { timestamp }),
  };
  return { ...behavior, message_id: idOf(behavior) };
};

/** Whether an attribute was told instead of asked for. */
const isTold = (value: unknown): boolean => value !== undefined && typeof value !== 'boolean';

const traitsOf = ({ demographic_data: told, psychographic_data: believed }: ProfileBuild) =>
  Object.fromEntries(
    Object.entries({
      age_group: told?.age_group,
      location: told?.location,
      interests: believed?.interests,
      values: believed?.values,
      lifestyle: believed?.lifestyle_indicators,
      brands: believed?.brand_affinity,
    }).filter(([, value]) => isTold(value)),
  );

/**
 * What a build tells, as behaviors and traits that go the way of all events, so that a profile folded again still has
 * it.
 * @example toldBehaviors({ customer_id: '7' }, { demographic_data: { age_group: '25-34' } })[0]?.behavior_type // 'identified'
 */
export const toldBehaviors = (customer: Customer, build: ProfileBuild): Behavior[] => {
  const { behavioral_data: behavioral = {} } = build;
  const traits = traitsOf(build);
  return [
    ...listed(behavioral.browsing_history).map((item) => behaviorOf(customer, 'product_viewed', item)),
    ...listed(behavioral.search_queries).map((item) => behaviorOf(customer, 'searched', item)),
    ...listed(behavioral.purchase_history).map((item) => behaviorOf(customer, 'order_completed', item)),
    ...(Object.keys(traits).length > 0 ? [behaviorOf(customer, 'identified', { traits } as Told)] : []),
  ];
};
