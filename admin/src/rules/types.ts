/** Where a condition is in the rule's JSON. */
export type Place = readonly (string | number)[];

/** Who a rule would reach, among a sample of real profiles. */
export type Audience = {
  sample: number;
  population: number;
  matching: number;
  /** How many are left after each condition, in order. */
  dropOff: readonly { path: Place; text: string; left: number }[];
  matches: readonly { customerId: string; name?: string }[];
  nearMisses: readonly { customerId: string; failed: readonly { path: Place; text: string }[] }[];
};

/** What is noteworthy about a rule beside others. */
export type Finding = {
  kind: string;
  severity: 'error' | 'warning' | 'info';
  message: string;
  path?: Place;
  /** The key of the rule that it is about too. */
  otherRule?: string;
  /** The facts of a customer who shows it. */
  witness?: unknown;
};
export type Analysis = { findings: readonly Finding[] };
