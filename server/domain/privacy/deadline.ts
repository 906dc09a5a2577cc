import type { PrivacyLaw, PrivacyRequestType } from '#schemas/privacy.ts';

type Asked = { type: PrivacyRequestType; law: PrivacyLaw; receivedAt: Date };

const day = 86_400_000;

/** The same day some months later, or the last one of a month that has no such day. */
const addMonths = (from: Date, months: number): Date => {
  const to = new Date(from);
  to.setUTCDate(1);
  to.setUTCMonth(to.getUTCMonth() + months);
  const last = new Date(Date.UTC(to.getUTCFullYear(), to.getUTCMonth() + 1, 0)).getUTCDate();
  to.setUTCDate(Math.min(from.getUTCDate(), last));
  return to;
};

const isWeekend = (date: Date): boolean => date.getUTCDay() % 6 === 0;

const addBusinessDays = (from: Date, days: number): Date => {
  let to = from;
  for (let left = days; left > 0; ) {
    to = new Date(to.getTime() + day);
    if (!isWeekend(to)) left -= 1;
  }
  return to;
};

/**
 * Until when a request must be answered. GDPR Art. 12(3): one month from receipt, and two further ones where the
 * request is complex. CCPA § 1798.130(a)(2)(A): 45 days, and once 45 more; an opt-out within 15 business days, which
 * nothing extends (11 CCR § 7026(f)). Holidays count as business days.
 * @example deadlineOf({ type: 'access', law: 'gdpr', receivedAt: new Date('2026-01-31') }) // 2026-02-28
 */
export const deadlineOf = ({ type, law, receivedAt }: Asked, { extended = false } = {}): Date => {
  if (law === 'gdpr') return addMonths(receivedAt, extended ? 3 : 1);
  if (type === 'opt_out') return addBusinessDays(receivedAt, 15);
  return new Date(receivedAt.getTime() + (extended ? 90 : 45) * day);
};

/**
 * Whether the law lets the deadline be moved at all.
 * @example isExtendable({ type: 'opt_out', law: 'ccpa' }) // false
 */
export const isExtendable = ({ type, law }: Pick<Asked, 'type' | 'law'>): boolean =>
  law === 'gdpr' || type !== 'opt_out';
