import type { Facts } from '#schemas/facts.ts';
import {
  countWithin,
  type TallyFact,
  type Window,
  windowName,
} from '#server/domain/conditions/history-tally.ts';

type Asked = { key: string; windows: readonly Window[] };

const condensed = (tally: unknown, windows: readonly Window[], now: unknown): TallyFact => {
  const total = countWithin(tally, null, now);
  const counts = windows.flatMap((window) => {
    const count = countWithin(tally, window, now);
    return count === null ? [] : [[windowName(window), count] as const];
  });
  return { ...(total !== null && { total }), within: Object.fromEntries(counts) };
};

/**
 * Facts as a decision's record keeps them: of the counters only what they came to in the windows that its release asks
 * about, instead of every day and hour. Conditions read the same from both.
 * @example withCondensedHistory(facts, release.history.uses).profile['history'] // { '2f7c…': { total: 9, within: { '7d': 2 } } }
 */
export const withCondensedHistory = (facts: Facts, asked: readonly Asked[]): Facts => {
  const history = facts.profile['history'];
  if (typeof history !== 'object' || history === null) return facts;
  const now = facts.time['now'];
  const kept = asked.flatMap(({ key, windows }) =>
    Object.hasOwn(history, key)
      ? [[key, condensed((history as Record<string, unknown>)[key], windows, now)] as const]
      : [],
  );
  return { ...facts, profile: { ...facts.profile, history: Object.fromEntries(kept) } };
};
