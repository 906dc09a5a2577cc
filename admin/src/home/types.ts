/** The numbers of the home screen. */
export type Overview = {
  demo?: boolean;
  release?: number;
  customers?: number;
  products?: number;
  decisions?: number;
  exposures?: number;
  conversions?: number;
  rules?: number;
  drafts?: number;
  journeys?: number;
  experiments?: number;
};
