import type { RequestRecord } from './types.ts';

type Deadline = { text: string; color: 'default' | 'success' | 'warning' | 'error' };

const day = 86_400_000;
/** From then on it is said in a color. */
const soon = 7;

/**
 * How long a request may still wait, in words.
 * @example daysLeft({ state: 'open', dueAt: '2026-03-31T00:00:00Z', completedAt: null }, at).text // '30 days left'
 */
export const daysLeft = ({ state, dueAt }: Pick<RequestRecord, 'state' | 'dueAt'>, at: Date): Deadline => {
  if (state === 'completed') return { text: 'completed', color: 'success' };
  if (state === 'refused') return { text: 'refused', color: 'default' };
  if (state === 'erased') return { text: 'person erased', color: 'default' };
  const days = Math.ceil((Date.parse(dueAt) - at.getTime()) / day);
  if (days < 0) return { text: `${-days} days late`, color: 'error' };
  if (days <= 1) return { text: days === 1 ? '1 day left' : 'due today', color: 'error' };
  return { text: `${days} days left`, color: days <= soon ? 'warning' : 'default' };
};
