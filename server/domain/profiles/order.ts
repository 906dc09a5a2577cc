type Moment = { at: Date; messageId: string };

/**
 * The order in which a customer's events are folded: by time, then by message id (UTF-16 code units).
 * @example compareMoments({ at: new Date(1), messageId: 'b' }, { at: new Date(1), messageId: 'a' }) // 1
 */
export const compareMoments = (a: Moment, b: Moment): number => {
  const difference = a.at.getTime() - b.at.getTime();
  if (difference !== 0) return Math.sign(difference);
  if (a.messageId === b.messageId) return 0;
  return a.messageId < b.messageId ? -1 : 1;
};

/** Would folding an event now put it out of order? Then the profile is folded again from its events. */
export const isLate = (watermark: Moment | null, event: Moment): boolean =>
  watermark !== null && compareMoments(event, watermark) <= 0;

export const later = (a: Date, b: Date): Date => (a.getTime() > b.getTime() ? a : b);
export const earlier = (a: Date, b: Date): Date => (a.getTime() < b.getTime() ? a : b);
