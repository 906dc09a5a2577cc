import type { AnalyticsQuery, AnalyticsReport } from '#schemas/analytics.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import type { Clock } from '#server/platform/clock.ts';
import { analyticsReport, type DailyRow } from './report.ts';

type Dependencies = {
  /** The days from one to another, both included. */
  readDaily: (days: { from: string; to: string }) => Promise<DailyRow[]>;
  countCustomers: () => Promise<number>;
  countEventsSince: (since: Date) => Promise<number>;
  countDecisionsSince: (since: Date) => Promise<number>;
  /** Is the demo shop in this environment? */
  isDemo: () => Promise<boolean>;
  release: () => CompiledRelease;
  clock: Clock;
};

/** What Home shows at a glance. */
type Overview = {
  customers: number;
  /** Are customers and catalogue, or some of them, made up? */
  demo: boolean;
  events24h: number;
  decisions24h: number;
  runningExperiments: { key: string; name: string }[];
  release: { environment: string; number: number };
  analytics: AnalyticsReport;
};

const dayMs = 86_400_000;
const defaultDays = 30;
const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

/** The range asked for; an absent end is today, an absent beginning lies 30 days back. */
const rangeOf = ({ from, to }: AnalyticsQuery, now: Date): { from: string; to: string } => {
  const end = to ?? (from && from > dayOf(now) ? from : dayOf(now));
  const start = new Date(Date.parse(end) - (defaultDays - 1) * dayMs);
  return { from: from ?? dayOf(start), to: end };
};

export const analyticsService = (dependencies: Dependencies) => {
  const { readDaily, countCustomers, countEventsSince, countDecisionsSince, isDemo, release, clock } =
    dependencies;

  const report = async (query: AnalyticsQuery): Promise<AnalyticsReport> => {
    const range = rangeOf(query, clock());
    const rows = await readDaily(range);
    const wanted = rows.filter(
      ({ placement }) => query.placement === undefined || placement === query.placement,
    );
    return { ...range, ...analyticsReport(wanted) };
  };

  const overview = async (): Promise<Overview> => {
    const yesterday = new Date(clock().getTime() - dayMs);
    const [customers, demo, events24h, decisions24h, analytics] = await Promise.all([
      countCustomers(),
      isDemo(),
      countEventsSince(yesterday),
      countDecisionsSince(yesterday),
      report({}),
    ]);
    const { environment, number, experiments } = release();
    const running = experiments.filter(({ status }) => status === 'running');
    return {
      customers,
      demo,
      events24h,
      decisions24h,
      runningExperiments: running.map(({ key, name }) => ({ key, name })),
      release: { environment, number },
      analytics,
    };
  };

  return { report, overview };
};

export type AnalyticsService = ReturnType<typeof analyticsService>;
