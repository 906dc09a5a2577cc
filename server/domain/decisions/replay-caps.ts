import type { Action } from '#schemas/action.ts';
import type { DecisionRecord } from '#schemas/decision-record.ts';
import type { StoredEvent } from '#schemas/event.ts';
import { actionsOf } from '#schemas/rule.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import { cappedRulesOf } from './frequency-cap.ts';
import { noWishes, wishesOf } from './influence.ts';
import { SHOWN } from './replay-rewards.ts';

const HOUR = 3_600_000;

/** The decision that a showing came of, and the release that made it. */
export type Behind = { record: DecisionRecord; release: CompiledRelease };

/** By rule a cap that it had not: its hours, and what the rule asks for with it and asked for without. */
export type NewCaps = ReadonlyMap<string, { hours: number; actions: readonly Action[] }>;

/**
 * Rules with a cap that had none: showings are counted from the release on that sets a cap, so none of theirs are in
 * recorded profiles.
 * @example newCapsOf(draft, release).get('vip-hero')?.hours // 24
 */
export const newCapsOf = (target: CompiledRelease, source: CompiledRelease): NewCaps => {
  const before = new Map(source.rules.items.map((rule) => [rule.key, rule]));
  const caps = target.rules.items.flatMap((rule) => {
    const known = before.get(rule.key);
    if (rule.frequencyCap === undefined || known?.frequencyCap !== undefined) return [];
    const actions = [...actionsOf(rule), ...(known ? actionsOf(known) : [])];
    return [[rule.key, { hours: rule.frequencyCap.hours, actions }] as const];
  });
  return new Map(caps);
};

const asksFor = (action: Action, { data }: StoredEvent): boolean => {
  if (!('placement' in action) || action.placement !== data['placement'] || action.type === 'exclude')
    return false;
  return !('variant' in action) || action.variant === data['variant'];
};

/**
 * Whether one of the rules asks for what was shown. If none does, none brought it about, whatever was decided.
 * @example mayComeOf(heroShown, caps) // true
 */
export const mayComeOf = (showing: StoredEvent, caps: NewCaps): boolean =>
  [...caps.values()].some(({ actions }) => actions.some((action) => asksFor(action, showing)));

/**
 * Showings that the caps may count at a time: those whose decision has to be asked which rules brought them about.
 * @example showingsToAsk(history, newCapsOf(draft, release), at).length // 2
 */
export const showingsToAsk = (history: readonly StoredEvent[], caps: NewCaps, at: Date): StoredEvent[] => {
  const hours = [...caps.values()].map((cap) => cap.hours);
  const since = at.getTime() - Math.max(0, ...hours) * HOUR;
  return history.filter(
    (event) =>
      event.type === SHOWN && event.exposure !== undefined && event.at.getTime() > since && event.at <= at,
  );
};

/** Which of some rules brought a showing about. */
const rulesBehind = ({ data }: StoredEvent, { record, release }: Behind, caps: NewCaps): string[] => {
  if (!record.matches.rules.some((key) => caps.has(key))) return [];
  const element = record.elements.find(
    ({ placement, variant }) => placement === data['placement'] && variant === data['variant'],
  );
  if (element === undefined) return [];
  const byKey = new Map(release.rules.items.map((rule) => [rule.key, rule]));
  // in the order in which they acted
  const rules = record.matches.rules.flatMap((key) => byKey.get(key) ?? []);
  const wishes = wishesOf({ release, rules, profile: record.profile }).get(element.placement) ?? noWishes;
  return cappedRulesOf(element, wishes, new Set(caps.keys()));
};

/**
 * The events with what their showings would say had the rules been capped when they were decided, so that folding them
 * counts for those rules too. Showings of whose decision nothing is given stay as they are.
 * @example countedFor(history, caps, (id) => behind.get(id))[0].exposure.cappedRules // ['vip-hero']
 */
export const countedFor = (
  history: readonly StoredEvent[],
  caps: NewCaps,
  behind: (experienceId: string) => Behind | undefined,
): StoredEvent[] =>
  history.map((event) => {
    const { exposure } = event;
    const made = exposure && behind(exposure.experienceId);
    if (!made || event.type !== SHOWN) return event;
    const cappedRules = [...new Set([...(exposure.cappedRules ?? []), ...rulesBehind(event, made, caps)])];
    return cappedRules.length === 0 ? event : { ...event, exposure: { ...exposure, cappedRules } };
  });
