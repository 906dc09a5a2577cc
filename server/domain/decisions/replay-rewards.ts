import type { StoredEvent } from '#schemas/event.ts';
import type { Metric } from '#schemas/metric.ts';
import { countsFor, foldOutcomes } from '#server/domain/profiles/outcomes.ts';
import { readEvent } from '#server/domain/profiles/read-event.ts';
import type { FoldEvent } from '#server/domain/profiles/types.ts';

/** The type of the event that tells of a showing. */
export const SHOWN = 'variant_shown';

/** What one customer's events say of showings and of what came of them. */
export type Told = { shownAt: ReadonlyMap<string, Date>; outcomes: readonly FoldEvent[] };

const showingKey = (experienceId: string, placement: unknown): string => `${experienceId}/${placement}`;

const readAll = (events: readonly StoredEvent[], metrics: readonly Metric[]): FoldEvent[] =>
  events
    .filter(({ type }) => metrics.some((metric) => metric.event === type))
    .flatMap((event) => {
      try {
        return [readEvent(event)];
      } catch {
        // such events are quarantined: they count for nobody
        return [];
      }
    });

/**
 * Reads the events of one customer, in order of time.
 * @example toldBy(events, metrics).shownAt.get('experience-1/hero_banner')
 */
export const toldBy = (events: readonly StoredEvent[], metrics: readonly Metric[]): Told => {
  const shownAt = new Map<string, Date>();
  for (const { type, exposure, data, at } of events) {
    if (type !== SHOWN || exposure === undefined) continue;
    const key = showingKey(exposure.experienceId, data['placement']);
    if (!shownAt.has(key)) shownAt.set(key, at);
  }
  return { shownAt, outcomes: readAll(events, metrics) };
};

type Showing = { experienceId: string; placement: string; variant: string };

/** An event that names an experience, or a placement and variant, is an outcome of that one alone. */
const belongsTo = ({ context, raw }: FoldEvent, { experienceId, placement, variant }: Showing): boolean => {
  const named = context['experience_id'];
  if (typeof named === 'string' && named !== experienceId) return false;
  const isOfSlot = typeof raw['placement'] === 'string' && typeof raw['variant'] === 'string';
  return !isOfSlot || (raw['placement'] === placement && raw['variant'] === variant);
};

/**
 * What came of one showing, by metric: what the customer did in each metric's window after it. Null for what was never
 * shown.
 * @example rewardsOf({ experienceId, placement, variant }, told, metrics)?.['conversion'] // 1
 */
export const rewardsOf = (
  showing: Showing,
  { shownAt, outcomes }: Told,
  metrics: readonly Metric[],
): Readonly<Record<string, number>> | null => {
  const firstAt = shownAt.get(showingKey(showing.experienceId, showing.placement));
  if (firstAt === undefined) return null;
  return outcomes
    .filter((event) => belongsTo(event, showing) && metrics.some((metric) => countsFor(metric, event)))
    .reduce<Record<string, number>>(
      (found, event) => foldOutcomes({ firstAt, outcomes: found }, event, metrics),
      {},
    );
};
