import type { AnalyticsReport } from '#schemas/analytics.ts';

/** The numbers of the home screen, as the admin API answers them. */
export type Overview = {
  customers: number;
  /** Is the made-up shop in this environment? */
  demo: boolean;
  events24h: number;
  decisions24h: number;
  runningExperiments: { key: string; name: string }[];
  release: { environment: string; number: number };
  /** Of the last 30 days. */
  analytics: AnalyticsReport;
};
