/** What became of a variant in a placement over a span of days. */
export type AnalyticsRow = {
  placement: string;
  variant: string;
  decisions: number;
  exposures: number;
  clicks: number;
  conversions: number;
};

export type Analytics = { from?: string; to?: string; rows: AnalyticsRow[] };
