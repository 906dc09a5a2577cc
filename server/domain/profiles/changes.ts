import type { StoredEvent } from '#schemas/event.ts';
import type { ExperimentUnit, Exposure, Profile } from '#schemas/profile.ts';
import { own } from './records.ts';

/** Metric key to the change of its sums over customers. */
export type Moments = Record<string, { sum: number; sumOfSquares: number }>;

/** A customer's unit in an experiment, before and after; null where there is none. */
type UnitChange = {
  experiment: string;
  unit: string;
  before: ExperimentUnit | null;
  after: ExperimentUnit | null;
};

/** What to add to an experiment's totals. */
type TotalChange = {
  experiment: string;
  variation: string;
  n: number;
  crossed: number;
  metrics: Moments;
};

/** What to add to the outcomes of a variant in a placement. */
type OutcomeChange = {
  placement: string;
  variant: string;
  randomized: boolean;
  n: number;
  metrics: Moments;
};

/** What to add to a day (`2026-01-31`, UTC) of a variant in a placement. */
type DailyChange = {
  day: string;
  placement: string;
  variant: string;
  exposures: number;
  clicks: number;
  conversions: number;
};

/** A profile before and after it was folded, and the events that were not in it before. */
export type Folded = { before: Profile; after: Profile; fresh: readonly StoredEvent[] };

export type FoldChanges = {
  units: UnitChange[];
  totals: TotalChange[];
  outcomes: OutcomeChange[];
  days: DailyChange[];
};

/** Adds a customer's outcomes to the sums (sign 1), or takes them away (sign −1). */
const addOutcomes = (moments: Moments, outcomes: Record<string, number>, sign: 1 | -1): void => {
  for (const [metric, value] of Object.entries(outcomes)) {
    const total = own(moments, metric) ?? { sum: 0, sumOfSquares: 0 };
    total.sum += sign * value;
    total.sumOfSquares += sign * value * value;
    moments[metric] = total;
  }
};

const entryOf = <T>(map: Map<string, T>, key: string, make: () => T): T => {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
};

const movesMoments = (metrics: Moments): boolean =>
  Object.values(metrics).some(({ sum, sumOfSquares }) => sum !== 0 || sumOfSquares !== 0);

/** The units that differ between two states of a profile. */
const unitChanges = ({ before, after }: Folded): UnitChange[] => {
  const keys = new Set([...Object.keys(before.experiments), ...Object.keys(after.experiments)]);
  return [...keys].flatMap((experiment) => {
    const was = own(before.experiments, experiment) ?? null;
    const is = own(after.experiments, experiment) ?? null;
    return was === is ? [] : [{ experiment, unit: after.id, before: was, after: is }];
  });
};

/**
 * What unit changes of any number of customers do to the totals: n and the sums move by new minus old, so the
 * totals stay exact under late events and changed variations.
 */
const totalChanges = (changes: readonly UnitChange[]): TotalChange[] => {
  const totals = new Map<string, TotalChange>();
  const add = (experiment: string, unit: ExperimentUnit | null, sign: 1 | -1): void => {
    if (unit === null) return;
    const { variation, crossed, outcomes } = unit;
    const key = JSON.stringify([experiment, variation]);
    const total = entryOf(totals, key, () => ({ experiment, variation, n: 0, crossed: 0, metrics: {} }));
    total.n += sign;
    total.crossed += crossed ? sign : 0;
    addOutcomes(total.metrics, outcomes, sign);
  };
  for (const { experiment, before, after } of changes) {
    add(experiment, before, -1);
    add(experiment, after, 1);
  }
  return [...totals.values()].filter(
    ({ n, crossed, metrics }) => n !== 0 || crossed !== 0 || movesMoments(metrics),
  );
};

/** What changed states of any number of profiles do to the outcomes of variants. */
const outcomeChanges = (folds: readonly Folded[]): OutcomeChange[] => {
  const changes = new Map<string, OutcomeChange>();
  const add = ({ placement, variant, randomized, outcomes }: Exposure, sign: 1 | -1): void => {
    const key = JSON.stringify([placement, variant, randomized]);
    const change = entryOf(changes, key, () => ({ placement, variant, randomized, n: 0, metrics: {} }));
    change.n += sign;
    addOutcomes(change.metrics, outcomes, sign);
  };
  for (const { before, after } of folds) {
    for (const [key, exposure] of Object.entries(before.exposures))
      if (own(after.exposures, key) !== exposure) add(exposure, -1);
    for (const [key, exposure] of Object.entries(after.exposures))
      if (own(before.exposures, key) !== exposure) add(exposure, 1);
  }
  return [...changes.values()].filter(({ n, metrics }) => n !== 0 || movesMoments(metrics));
};

const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

/**
 * What new events and changed states do to the days: showings and clicks as often as they happened, and for each
 * exposed customer the first conversion, on its own day.
 */
const dailyChanges = (folds: readonly Folded[]): DailyChange[] => {
  const days = new Map<string, DailyChange>();
  const dayEntry = (at: Date, placement: string, variant: string): DailyChange =>
    entryOf(days, JSON.stringify([dayOf(at), placement, variant]), () => ({
      day: dayOf(at),
      placement,
      variant,
      exposures: 0,
      clicks: 0,
      conversions: 0,
    }));
  for (const { type, data, at } of folds.flatMap(({ fresh }) => fresh)) {
    if (type !== 'variant_shown' && type !== 'variant_clicked') continue;
    const entry = dayEntry(at, String(data['placement']), String(data['variant']));
    entry[type === 'variant_shown' ? 'exposures' : 'clicks'] += 1;
  }
  const addConversion = ({ placement, variant, convertedAt }: Exposure, sign: 1 | -1): void => {
    if (convertedAt) dayEntry(convertedAt, placement, variant).conversions += sign;
  };
  for (const { before, after } of folds) {
    for (const exposure of Object.values(before.exposures)) addConversion(exposure, -1);
    for (const exposure of Object.values(after.exposures)) addConversion(exposure, 1);
  }
  return [...days.values()].filter(
    ({ exposures, clicks, conversions }) => exposures !== 0 || clicks !== 0 || conversions !== 0,
  );
};

/**
 * What folding any number of customers does to the totals: always the new state minus the old, so a profile that
 * is folded again from its first event moves the totals to exactly where they would be from scratch.
 * @example foldChanges([{ before, after, fresh: [shown] }]).days[0]?.exposures // 1
 */
export const foldChanges = (folds: readonly Folded[]): FoldChanges => {
  const units = folds.flatMap(unitChanges);
  return {
    units,
    totals: totalChanges(units),
    outcomes: outcomeChanges(folds),
    days: dailyChanges(folds),
  };
};
