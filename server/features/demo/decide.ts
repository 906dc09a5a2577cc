import { ExperienceRequest } from '#schemas/decision.ts';
import type { Profile } from '#schemas/profile.ts';
import { day } from './calendar.ts';
import { demoId } from './demo-id.ts';

/** How the demo shop makes decisions. */
export type DemoDecisions = {
  /** Profiles, those seen last first. */
  newest: (count: number) => Promise<readonly Profile[]>;
  /** Decides as if it were that time, and keeps it under that id. */
  decide: (request: ExperienceRequest, as: { at: Date; id: string }) => Promise<unknown>;
  /** Resolves when what was decided is on disk. */
  settled: () => Promise<unknown>;
};

/** Decisions that are made, over the customers seen in so many days. */
const mostDecisions = 300;
const days = 7;
const mostRead = 1000;
const secondsLater = 5_000;

const requestOf = ({ id, session }: Profile): ExperienceRequest => {
  const [kind, ...rest] = id.split(':');
  const { device, channel, trafficSource } = session ?? {};
  return ExperienceRequest.parse({
    [String(kind)]: rest.join(':'),
    page_type: 'homepage',
    context: {
      ...(device !== undefined && { device }),
      ...(channel !== undefined && { channel }),
      ...(trafficSource !== undefined && { traffic_source: trafficSource }),
    },
  });
};

/** So many of them at most, evenly over all. */
const spread = <T>(items: readonly T[], most: number): T[] => {
  const step = Math.max(1, Math.ceil(items.length / most));
  return items.filter((_, index) => index % step === 0);
};

/**
 * Lets the shop's customers of the last days look at the home page once more at the end of their last visit, when they
 * were what their profiles say. Repeating it makes the same decisions under the same ids, which are kept once.
 * @returns how many were made
 */
export const decideForDemo = async (
  { newest, decide, settled }: DemoDecisions,
  now: Date,
): Promise<number> => {
  const since = now.getTime() - days * day;
  const recent = (await newest(mostRead)).filter(
    ({ demo, lastSeenAt }) => demo && lastSeenAt.getTime() >= since && lastSeenAt <= now,
  );
  const chosen = spread(recent, mostDecisions);
  for (const profile of chosen) {
    const at = new Date(Math.min(profile.lastSeenAt.getTime() + secondsLater, now.getTime()));
    await decide(requestOf(profile), { at, id: demoId(`decision-${profile.subject}`) });
  }
  await settled();
  return chosen.length;
};
