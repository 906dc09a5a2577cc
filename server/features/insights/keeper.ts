import type { Insights } from '#schemas/insight.ts';
import type { Profile } from '#schemas/profile.ts';
import type { Settings } from '#schemas/settings.ts';
import { engagementAt } from '#server/domain/profiles/engagement.ts';
import { engagementHistory } from '#server/domain/profiles/engagement-history.ts';
import type { Clock } from '#server/platform/clock.ts';
import type { EngagementStore } from '#server/stores/engagement.ts';
import type { InsightStore } from '#server/stores/insights.ts';
import type { ProfileStore } from '#server/stores/profiles.ts';

type Dependencies = {
  profiles: Pick<ProfileStore, 'readMany' | 'sample' | 'count'>;
  insights: Pick<InsightStore, 'putMany' | 'removeBefore'>;
  engagement: Pick<EngagementStore, 'putCustomers' | 'putDay' | 'removeCustomersBefore'>;
  conclude: (profile: Profile, at: Date) => Promise<Insights>;
  settings: () => Settings;
  clock: Clock;
};

const batch = 100;
/** Of more changed customers than these the daily round takes care. */
const mostWaiting = 10_000;
const bins = 10;

const distribution = () => {
  const histogram = new Array<number>(bins).fill(0);
  let [customers, sum] = [0, 0];
  return {
    add: (score: number): void => {
      const bin = Math.min(bins - 1, Math.floor(score / (100 / bins)));
      histogram[bin] = histogram[bin]! + 1;
      customers += 1;
      sum += score;
    },
    day: (day: string) => ({ day, customers, mean: customers === 0 ? 0 : sum / customers, histogram }),
  };
};

/**
 * Keeps `personalization_insights` and `engagement_metrics` for whoever queries the database: customers of whom
 * something new is known soon after, everyone once a day, because engagement fades without any event.
 */
export const createInsightKeeper = (dependencies: Dependencies) => {
  const { profiles, insights, engagement, conclude, settings, clock } = dependencies;
  const changed = new Set<string>();
  let swept: string | null = null;

  const keep = async (some: readonly Profile[], at: Date): Promise<void> => {
    const concluded: { profileId: string; insights: Insights }[] = [];
    for (const profile of some)
      concluded.push({ profileId: profile.id, insights: await conclude(profile, at) });
    await insights.putMany(concluded);
    const weeks = some.map((profile) => ({
      profileId: profile.id,
      weeks: engagementHistory(profile, at, settings()),
    }));
    await engagement.putCustomers(weeks, at);
  };

  return {
    /** Something new is known of these customers. */
    noticed: (profileIds: readonly string[]): void => {
      for (const id of profileIds) if (changed.size < mostWaiting) changed.add(id);
    },

    /** Brings up to date those that were noticed; one that is gone meanwhile leaves nothing. */
    refresh: async (): Promise<number> => {
      const ids = [...changed];
      changed.clear();
      for (let from = 0; from < ids.length; from += batch) {
        const found = await profiles.readMany(ids.slice(from, from + batch));
        await keep([...found.values()], clock());
      }
      return ids.length;
    },

    /**
     * Everyone, at most once a day, and how engaged the shop's customers are on that day. What is kept of others is
     * of nobody any more.
     */
    sweep: async (): Promise<boolean> => {
      const at = clock();
      const day = at.toISOString().slice(0, 10);
      if (swept === day) return false;
      const scores = distribution();
      let some: Profile[] = [];
      for await (const profile of profiles.sample(Math.max(1, await profiles.count()))) {
        scores.add(engagementAt(profile.engagement, at, settings()));
        some.push(profile);
        if (some.length < batch) continue;
        await keep(some, at);
        some = [];
      }
      await keep(some, at);
      await engagement.putDay(scores.day(day));
      await insights.removeBefore(at);
      await engagement.removeCustomersBefore(at);
      swept = day;
      return true;
    },
  };
};
