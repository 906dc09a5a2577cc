import type { DecisionRecord } from '#schemas/decision-record.ts';
import type { Settings } from '#schemas/settings.ts';
import type { Variant } from '#schemas/variant.ts';
import { windowName } from '#server/domain/conditions/history-tally.ts';
import { canonicalJson } from '#server/domain/releases/canonical.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import { placementsOf } from './decide.ts';
import { candidateKey } from './evidence.ts';
import { type NewCaps, newCapsOf } from './replay-caps.ts';

/**
 * A part of what a decision knows that is rebuilt as one: `profile.engagement`, `session`, `time`, `exposures`,
 * `ruleShowings`.
 */
export type Section = string;

/** What it takes to make recorded decisions of one release again with another. */
export type ReplayPlan = {
  target: CompiledRelease;
  /** Sections that the target's conditions read. */
  reads: readonly Section[];
  /** Those of them that follow from settings in which the releases differ. */
  changed: readonly Section[];
  /** Rules that the target caps and the source did not. */
  newCaps: NewCaps;
  /** What of the target no recorded decision can know. */
  unknowable: string | null;
};

/** What must be done before a decision can be made again. */
export type Need =
  | { state: 'nothing' }
  | { state: 'rebuild'; sections: readonly Section[] }
  | { state: 'impossible'; reason: string };

const sectionOf = (fact: string, path: unknown): Section => {
  if (fact !== 'profile') return fact;
  const [, step] = /^\$\.(\w+)/.exec(String(path)) ?? [];
  return step === undefined ? fact : `profile.${step}`;
};

/** Wherever a condition names a fact: as what is compared, or as what it is compared with. */
const sectionsIn = (value: unknown): Section[] => {
  if (typeof value !== 'object' || value === null) return [];
  const { fact, path } = value as { fact?: unknown; path?: unknown };
  const own = typeof fact === 'string' ? [sectionOf(fact, path)] : [];
  return [...own, ...Object.values(value).flatMap(sectionsIn)];
};

const readsOf = ({ rules, segments, audiences, conditions }: CompiledRelease): Section[] => {
  const guards = [
    ...rules.items.map((rule) => rule.conditions),
    ...segments.items.map((segment) => segment.conditions),
    ...audiences.items.map(({ audience }) => audience),
    ...Object.values(conditions),
  ];
  return [...new Set(guards.flatMap(sectionsIn))];
};

/** Settings from which facts were computed when a decision was made, or before, when events were folded. */
const settingsBehind: Readonly<Record<Section, (settings: Settings) => unknown>> = {
  time: ({ time_zone }) => time_zone,
  session: ({ behavioral_tracking }) => behavioral_tracking.session_timeout,
  'profile.counters': ({ behavioral_tracking }) => behavioral_tracking.session_timeout,
  'profile.engagement': (settings) => [settings.engagement_weights, settings.engagement_half_life_days],
  'profile.psychographics': ({ psychographics }) => psychographics,
};

const isChanged = (section: Section, a: Settings, b: Settings): boolean => {
  const behind = settingsBehind[section];
  return behind !== undefined && canonicalJson(behind(a)) !== canonicalJson(behind(b));
};

/** A decision keeps the counts of its own release's windows; those of others have to be counted again. */
const countsMore = (target: CompiledRelease, source: CompiledRelease): boolean => {
  const kept = new Map(source.history.uses.map(({ key, windows }) => [key, windows.map(windowName)]));
  return target.history.uses.some(
    ({ key, windows }) =>
      !kept.has(key) || windows.some((window) => !kept.get(key)!.includes(windowName(window))),
  );
};

const acts = ({ journeys }: CompiledRelease, key: string, reads: readonly Section[]): boolean =>
  reads.includes('profile.journeys') ||
  reads.includes('profile') ||
  (journeys.get(key)?.effects.size ?? 0) > 0;

/** Where customers were in a journey that was not there cannot be told, and it would have acted. */
const unknownJourney = (target: CompiledRelease, source: CompiledRelease, reads: readonly Section[]) => {
  const added = [...target.journeys.keys()].find(
    (key) => !source.journeys.has(key) && acts(target, key, reads),
  );
  return added === undefined ? null : `the journey “${added}” was not running then`;
};

/**
 * What the target needs of decisions that were made with the source.
 * @example planReplay({ target: draft, source: release }).changed // ['profile.engagement']
 */
export const planReplay = ({
  target,
  source,
}: {
  target: CompiledRelease;
  source: CompiledRelease;
}): ReplayPlan => {
  const reads = readsOf(target);
  const changed = Object.keys(settingsBehind).filter(
    (section) =>
      (reads.includes(section) || (section.startsWith('profile.') && reads.includes('profile'))) &&
      isChanged(section, target.settings, source.settings),
  );
  if (reads.includes('profile.history') && countsMore(target, source)) changed.push('profile.history');
  const unknowable = unknownJourney(target, source, reads);
  return { target, reads, changed, newCaps: newCapsOf(target, source), unknowable };
};

/** Recorded of everyone; what else is under `profile` is recorded of those who have a profile. */
const ofEveryone = [
  'known',
  'traits',
  'segments',
  'days_in_segment',
  'counters',
  'history',
  'engagement',
  'affinities',
  'journeys',
  'demographics',
  'psychographics',
];

const isRecorded = (section: Section, { facts, profile }: DecisionRecord): boolean => {
  const [fact = '', step] = section.split('.');
  if (step === undefined) return Object.hasOwn(facts, fact);
  return Object.hasOwn(facts.profile, step) || (profile === null && !ofEveryone.includes(step));
};

/** They do not come from events, or from more than events. */
const notInEvents: readonly Section[] = [
  'profile.segments',
  'profile.days_in_segment',
  'profile.journeys',
  'cart',
  'context',
  'profile',
];

const variantsOf = (record: DecisionRecord, release: CompiledRelease): Variant[] =>
  placementsOf({ release, request: record.request }).flatMap(
    ({ key }) => release.variantsByPlacement.get(key) ?? [],
  );

/** Showings are recorded of the variants that a decision looked at; caps on others need them too. */
const lacksShowings = (record: DecisionRecord, variants: readonly Variant[]): boolean => {
  const capped = variants.filter(({ frequencyCap }) => frequencyCap !== undefined);
  if (capped.length === 0 || record.profile === null) return false;
  const seen = new Set(
    record.elements.flatMap(({ placement, candidates, rejected }) =>
      [...candidates, ...rejected].map(({ variant }) => candidateKey(placement, variant)),
    ),
  );
  return capped.some(({ placement, key }) => !seen.has(candidateKey(placement, key)));
};

const showingsOf = (
  record: DecisionRecord,
  variants: readonly Variant[],
  { newCaps }: ReplayPlan,
): Section[] => [
  ...(lacksShowings(record, variants) ? ['exposures'] : []),
  ...(newCaps.size > 0 && record.profile !== null ? ['ruleShowings'] : []),
];

const unknownStock = (variants: readonly Variant[], products: ReadonlySet<string>): string | null => {
  const product = variants.find(({ requiresStock: id }) => id !== undefined && !products.has(id));
  return product ? `the stock of “${product.requiresStock}” was not kept then` : null;
};

/**
 * Whether a recorded decision can be made again as the plan wants, and what has to be rebuilt for it.
 * @example needOf(record, plan, new Set()) // { state: 'nothing' }
 */
export const needOf = (record: DecisionRecord, plan: ReplayPlan, products: ReadonlySet<string>): Need => {
  const variants = variantsOf(record, plan.target);
  const missing = plan.reads.filter((section) => !isRecorded(section, record));
  const lost = missing.find((section) => notInEvents.includes(section));
  const reason =
    plan.unknowable ??
    (lost === undefined
      ? unknownStock(variants, products)
      : `“${lost}” was not recorded, and no event tells it`);
  if (reason !== null) return { state: 'impossible', reason };
  const sections = [...new Set([...missing, ...plan.changed, ...showingsOf(record, variants, plan)])];
  return sections.length === 0 ? { state: 'nothing' } : { state: 'rebuild', sections };
};
