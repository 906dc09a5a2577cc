import type { ExperienceRequest } from '#schemas/decision.ts';
import type { Placement } from '#schemas/placement.ts';
import type { Profile } from '#schemas/profile.ts';
import type { RecommendationSpec } from '#schemas/recommendation.ts';
import type { Rule } from '#schemas/rule.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import { overall } from './confidence.ts';
import { type BareElement, type Decided, decideElement, defaultElement, previewElement } from './element.ts';
import type { Evidence } from './evidence.ts';
import { cappedRulesOf } from './frequency-cap.ts';
import { goalsOf } from './goals.ts';
import { noWishes, type Wishes, wishesOf } from './influence.ts';
import { type ProductShelf, productsFor, productsInHaste } from './products.ts';
import type { DecidedElement, Decision, Matches } from './types.ts';

/** What a decision says is missing when the time was up before products were recommended: popular ones stand in. */
export const LATE_RECOMMENDATIONS = 'recommendations: out of time';

export type DecideInput = {
  release: CompiledRelease;
  evidence: Evidence;
  profile: Profile | null;
  request: Pick<ExperienceRequest, 'page_type' | 'personalization_goals' | 'elements_to_personalize'>;
  matches: Matches;
  /** What models gave candidates (`placement/variant`), in 0–1. */
  scores: Readonly<Record<string, number>>;
  /** What did not come in time. */
  missing: readonly string[];
  at: Date;
  seed: number;
  experienceId: string;
};

/**
 * The placements that a request is about: those it names, else those of its page.
 * @example placementsOf({ release, request }).map(({ key }) => key) // ['hero_banner']
 */
export const placementsOf = ({ release, request }: Pick<DecideInput, 'release' | 'request'>): Placement[] => {
  const { placements } = release;
  const asked = request.elements_to_personalize;
  if (asked !== undefined) return [...new Set(asked)].flatMap((key) => placements.get(key) ?? []);
  return [...placements.values()].filter(({ pages }) => pages.includes(request.page_type));
};

const closedElement = (placement: Placement, { release, matches }: DecideInput): BareElement => {
  const previewed = previewElement(placement, { release, matches });
  if (previewed !== null) return previewed;
  const { gate } = matches;
  const because =
    gate.state === 'no_consent'
      ? ({ kind: 'no_consent', basis: gate.basis } as const)
      : ({ kind: 'holdout' } as const);
  return defaultElement({
    placement,
    release,
    context: matches.facts.context,
    source: because.kind,
    because,
  });
};

type Asked = ReadonlyMap<string, Wishes>;
type Chosen = {
  elements: BareElement[];
  /** What rules and journeys ask of each placement. */
  asked: Asked;
  /** Any seed gives the same. */
  settled: boolean;
};

const withCappedRules = (element: BareElement, wishes: Wishes, capped: ReadonlySet<string>): BareElement => {
  const cappedRules = cappedRulesOf(element, wishes, capped);
  return cappedRules.length === 0 ? element : { ...element, cappedRules };
};

/** The indexes of placements in the order they choose: by priority, then as they were asked for. */
const inTurn = (placements: readonly Pick<Placement, 'priority'>[]): number[] =>
  [...placements.keys()].sort((a, b) => placements[b]!.priority - placements[a]!.priority);

const isCapped = ({ frequencyCap }: Rule): boolean => frequencyCap !== undefined;

/** One after the other: what a placement says, those after it do not say again. */
const decideInTurn = (placements: readonly Placement[], asked: Asked, input: DecideInput): Decided[] => {
  const { release, evidence, profile, request, matches, scores, at, seed } = input;
  const goals = goalsOf(request.personalization_goals, release);
  const alike = { release, evidence, profile, matches, scores, at, seed, goals };
  const capped = new Set(matches.rules.filter(isCapped).map(({ key }) => key));
  const said = new Set<string>();
  const decided: Decided[] = [];
  for (const index of inTurn(placements)) {
    const placement = placements[index]!;
    const wishes = asked.get(placement.key) ?? noWishes;
    const { element, settled } = decideElement({ ...alike, placement, wishes, said });
    const message = release.variants.get(element.variant)?.message;
    if (message !== undefined) said.add(message);
    decided[index] = { element: withCappedRules(element, wishes, capped), settled };
  }
  return decided;
};

/** A rule's word on how to fill the placement comes before the variant's own. */
const specOf = (
  { placement, variant }: BareElement,
  release: CompiledRelease,
  asked: Asked,
): RecommendationSpec | undefined =>
  asked.get(placement)?.recommend?.spec ?? release.variants.get(variant)?.recommend;

type Filled = { elements: DecidedElement[]; missing: string[] };

/** No product is shown twice on a page: each list leaves out those of the lists that were filled before it. */
const fill = (input: DecideInput, { elements: bare, asked }: Chosen): Filled => {
  const { release, evidence, matches, at, missing } = input;
  const personal = matches.gate.state === 'open';
  const shelf: ProductShelf = {
    evidence,
    profile: personal ? input.profile : null,
    settings: release.settings,
    context: matches.facts.context,
    rules: matches.rules,
    at,
  };
  const isLate = missing.includes(LATE_RECOMMENDATIONS);
  const shown = new Set<string>();
  const lacking = new Set(missing);
  const productsOf = (element: BareElement): DecidedElement['products'] => {
    const spec = specOf(element, release, asked);
    if (spec === undefined) return null;
    const list = isLate
      ? { products: productsInHaste(spec, shelf, shown), missing: [] }
      : productsFor(spec, shelf, shown);
    for (const { id } of list.products) shown.add(id);
    for (const what of list.missing) lacking.add(what);
    return list.products;
  };
  const elements: DecidedElement[] = [];
  for (const index of inTurn(placementsOf(input)))
    elements[index] = { ...bare[index]!, products: productsOf(bare[index]!) };
  return { elements, missing: [...lacking] };
};

/**
 * The choice for each placement, before products are put into it: what a decision is but for its product lists.
 * @example chooseElements(input).elements[0].variant // 'spring-sale'
 */
export const chooseElements = (input: DecideInput): Chosen => {
  const { release, profile, matches } = input;
  const placements = placementsOf(input);
  if (matches.gate.state !== 'open') {
    const elements = placements.map((placement) => closedElement(placement, input));
    return { elements, asked: new Map(), settled: true };
  }
  const asked = wishesOf({ release, rules: matches.rules, profile });
  const decided = decideInTurn(placements, asked, input);
  return {
    elements: decided.map(({ element }) => element),
    asked,
    settled: decided.every(({ settled }) => settled),
  };
};

const isForeign = ({ event }: Rule): boolean => event.type !== 'personalize';

const foreignEvents = ({ matches }: DecideInput): Decision['events'] =>
  matches.rules.filter(isForeign).map(({ event }) => ({ ...event }));

/**
 * Decides what a customer sees: a pure function of release, evidence, profile, context, time and seed. The same
 * input gives the same decision to the byte; every asked placement gets a variant, at worst its default. On a page no
 * product and no message comes twice: placements choose by priority, then in the order they were asked for.
 * @example decide({ release, evidence, profile, facts, matches, seed: fnv1a32(experienceId), … }).elements[0].variant
 */
export const decide = (input: DecideInput): Decision => {
  const { release, evidence, matches, at, seed, experienceId } = input;
  const chosen = chooseElements(input);
  const { elements, missing } = fill(input, chosen);
  return {
    experienceId,
    seed,
    at,
    environment: release.environment,
    release: release.number,
    evidence: evidence.number,
    gate: matches.gate,
    elements,
    experiments: matches.assignments.map(({ experiment, variation, forced }) => ({
      key: experiment,
      variation,
      ...(forced && { forced: true }),
    })),
    events: foreignEvents(input),
    ...overall(elements),
    missing,
    settled: chosen.settled,
  };
};
