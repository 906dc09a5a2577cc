import type { Profile } from '#schemas/profile.ts';
import { weekdays } from '#schemas/schedule.ts';
import type { Picture } from '#server/domain/profiles/picture.ts';

/** Products looked at, newest first. */
export const presentViews = ({ recentlyViewed }: Profile) =>
  recentlyViewed.map(({ productId, at }) => ({ product_id: productId, at: at.toISOString() }));

/** What was ordered: the sum of it, and each product with its quantity, newest first. */
export const presentOrders = ({ counters, purchased }: Profile) => ({
  orders: counters.orders,
  order_value: counters.orderValue,
  first_order_at: counters.firstOrderAt?.toISOString() ?? null,
  last_order_at: counters.lastOrderAt?.toISOString() ?? null,
  products: purchased.map(({ productId, quantity, at }) => ({
    product_id: productId,
    quantity,
    at: at.toISOString(),
  })),
});

export const presentSearches = ({ searches }: Picture) =>
  searches.map(({ query, count, at }) => ({ query, count, at: at.toISOString() }));

const busiest = (shares: readonly number[]): number => shares.indexOf(Math.max(...shares));

/** When the customer is active, in shares of the activity of about the last 90 days; null before the first visit. */
export const presentActivity = ({ activity, demographics }: Picture) =>
  activity && {
    hours: activity.hours,
    weekdays: Object.fromEntries(weekdays.map((weekday, index) => [weekday, activity.weekdays[index] ?? 0])),
    busiest_hour: busiest(activity.hours),
    busiest_weekday: weekdays[busiest(activity.weekdays)] ?? null,
    devices: demographics.devices,
    channels: demographics.channels,
    events: activity.events,
  };
