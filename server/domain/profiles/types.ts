import type { z } from 'zod';
import type { behaviorData, CanonicalBehavior, StoredEvent } from '#schemas/event.ts';
import type { Metric } from '#schemas/metric.ts';
import type { Profile } from '#schemas/profile.ts';
import type { Settings } from '#schemas/settings.ts';
import type { DeclaredHistory } from './declared-history.ts';

/** What folding reads besides the events. */
export type FoldContext = {
  settings: Settings;
  metrics: readonly Metric[];
  /** What the catalogue knows of a product; undefined for one it does not hold. */
  product: (
    id: string,
  ) => { category?: string | undefined; brand?: string | undefined; tags?: readonly string[] } | undefined;
  /** What the release's conditions count of customers' histories. */
  history?: DeclaredHistory;
};

type Canonical = {
  [Type in CanonicalBehavior]: { kind: Type; data: z.output<(typeof behaviorData)[Type]> };
}[CanonicalBehavior];

/** A stored event whose data was checked against its type. */
export type FoldEvent = Pick<
  StoredEvent,
  'identity' | 'messageId' | 'type' | 'context' | 'at' | 'source' | 'exposure'
> & {
  /** The data as sent: what a metric's value path reads. */
  raw: StoredEvent['data'];
} & (Canonical | { kind: 'custom' });

export type FoldResult = {
  profile: Profile;
  /** By message id: how much each event changed what we believe of the customer's taste, 0 to 1. */
  significance: Map<string, number>;
  /** The states that the profile passed and that are worth keeping, oldest first. */
  sealed: Profile[];
};
