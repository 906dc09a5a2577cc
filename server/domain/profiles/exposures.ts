import type { Metric } from '#schemas/metric.ts';
import type { Exposure, Profile } from '#schemas/profile.ts';
import { limits } from './limits.ts';
import { countsFor, foldOutcomes, inWindow } from './outcomes.ts';
import { own, strongest } from './records.ts';
import type { FoldContext, FoldEvent } from './types.ts';

type Exposures = Profile['exposures'];
type Slot = { placement: string; variant: string };

const slotOf = (event: FoldEvent): Slot | null =>
  event.kind === 'variant_shown' || event.kind === 'variant_clicked' ? event.data : null;

const exposureKey = ({ placement, variant }: Slot): string => `${placement}/${variant}`;

/** The metric that the goal `drive_conversions` is measured by. */
const conversionMetric = ({ settings, metrics }: FoldContext): Metric | undefined =>
  metrics.find(({ key }) => key === settings.goals['drive_conversions']);

const first = ({ placement, variant }: Slot, event: FoldEvent): Exposure => ({
  placement,
  variant,
  firstAt: event.at,
  lastAt: event.at,
  count: 1,
  clicks: 0,
  randomized: event.exposure !== undefined && event.exposure.propensity < 1,
  recent: [event.at],
  outcomes: {},
});

const again = (exposure: Exposure, at: Date): Exposure => ({
  ...exposure,
  lastAt: at,
  count: exposure.count + 1,
  recent: [at, ...exposure.recent].slice(0, limits.recentShowings),
});

const withOutcomes = (exposure: Exposure, event: FoldEvent, context: FoldContext): Exposure => {
  const outcomes = foldOutcomes(exposure, event, context.metrics);
  const metric = conversionMetric(context);
  const converts =
    exposure.convertedAt === undefined &&
    metric !== undefined &&
    countsFor(metric, event) &&
    inWindow(metric, exposure.firstAt, event.at);
  if (outcomes === exposure.outcomes && !converts) return exposure;
  return { ...exposure, outcomes, ...(converts && { convertedAt: event.at }) };
};

/** What names a placement and variant, such as a click, is an outcome of that showing alone. */
const foldAllOutcomes = (exposures: Exposures, event: FoldEvent, context: FoldContext): Exposures => {
  if (!context.metrics.some((metric) => countsFor(metric, event))) return exposures;
  const slot = slotOf(event);
  const only = slot && exposureKey(slot);
  const entries = Object.entries(exposures).map(([key, exposure]): [string, Exposure] =>
    only === null || only === key ? [key, withOutcomes(exposure, event, context)] : [key, exposure],
  );
  return Object.fromEntries(entries);
};

const foldShowing = (exposures: Exposures, event: FoldEvent): Exposures => {
  const slot = slotOf(event);
  if (slot === null) return exposures;
  const key = exposureKey(slot);
  const exposure = own(exposures, key);
  if (event.kind === 'variant_clicked')
    return exposure ? { ...exposures, [key]: { ...exposure, clicks: exposure.clicks + 1 } } : exposures;
  const shown = exposure ? again(exposure, event.at) : first(slot, event);
  return strongest({ ...exposures, [key]: shown }, limits.exposures, ({ lastAt }) => lastAt.getTime());
};

/**
 * When each rule with a frequency cap was shown, newest first, by the showings that say so. The 200 rules shown last are
 * kept, and of each the 50 newest times, since no cap counts further.
 * @example foldRuleShowings(undefined, shown) // { 'vip-hero': [2026-01-01T…] }
 */
export const foldRuleShowings = (
  showings: Profile['ruleShowings'],
  { kind, exposure, at }: FoldEvent,
): Profile['ruleShowings'] => {
  const rules = kind === 'variant_shown' ? (exposure?.cappedRules ?? []) : [];
  if (rules.length === 0) return showings;
  const known = showings ?? {};
  const fresh = rules.map((rule) => [
    rule,
    [at, ...(own(known, rule) ?? [])].slice(0, limits.recentShowings),
  ]);
  const all: Record<string, Date[]> = { ...known, ...Object.fromEntries(fresh) };
  return strongest(all, limits.ruleShowings, ([newest]) => newest!.getTime());
};

/**
 * What was shown, what was clicked and what came of it. The 200 placement/variant pairs shown last are kept;
 * one that is dropped leaves the outcomes too, so totals always equal the sum over profiles.
 */
export const foldExposures = (exposures: Exposures, event: FoldEvent, context: FoldContext): Exposures =>
  foldShowing(foldAllOutcomes(exposures, event, context), event);
