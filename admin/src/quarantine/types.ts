import type { QuarantineDoor } from '#schemas/quarantine.ts';

/** A row that was stopped, as the admin API tells it. */
export type QuarantineRecord = {
  id: string;
  door: QuarantineDoor;
  reason: string;
  /** The row as JSON text. */
  row: string;
  profileId?: string;
  receivedAt: string;
  at: string;
  discardedAt?: string;
};

export const doorNames: Readonly<Record<QuarantineDoor, string>> = {
  fold: 'Profile',
  segment: 'Segment protocol',
  shopify: 'Shopify',
};
