import { expect, test } from 'vitest';
import { deadlineOf, isExtendable } from '#server/domain/privacy/deadline.ts';

/** Dates by the letter of GDPR Art. 12(3), CCPA § 1798.130(a)(2)(A) and 11 CCR § 7026(f). */
test.each([
  ['gdpr', 'access', '2026-03-31', '2026-04-30', '2026-06-30'],
  ['gdpr', 'erasure', '2026-01-31', '2026-02-28', '2026-04-30'],
  ['gdpr', 'erasure', '2028-01-31', '2028-02-29', '2028-04-30'],
  ['gdpr', 'opt_out', '2026-12-15', '2027-01-15', '2027-03-15'],
  ['ccpa', 'access', '2026-03-01', '2026-04-15', '2026-05-30'],
  // 2026-03-01 is a Sunday: three weeks of five days
  ['ccpa', 'opt_out', '2026-03-01', '2026-03-20', '2026-03-20'],
] as const)('%s, %s of %s: due on %s, extended %s', (law, type, received, due, extended) => {
  const asked = { law, type, receivedAt: new Date(`${received}T10:00:00Z`) };
  expect(deadlineOf(asked).toISOString()).toBe(`${due}T10:00:00.000Z`);
  expect(deadlineOf(asked, { extended: true }).toISOString()).toBe(`${extended}T10:00:00.000Z`);
  expect(isExtendable(asked)).toBe(due !== extended);
});
