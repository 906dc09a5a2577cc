import type { ExperienceRequest } from '#schemas/decision.ts';
import type { Placement } from '#schemas/placement.ts';
import type { Profile } from '#schemas/profile.ts';
import type { RecommendationSpec } from '#schemas/recommendation.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import { overall } from './confidence.ts';
import { type BareElement, decideElement, defaultElement, previewElement } from './element.ts';
import type { Evidence } from './evidence.ts';
import { goalsOf } from './goals.ts';
import { byPlacement, type Influence, influencesOf } from './influence.ts';
import { type ProductShelf, productsFor } from './products.ts';
import type { DecidedElement, Decision, Matches } from './types.ts';

/** What a decision says is missing when the time was up before products were recommended. */
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

const decideElements = (input: DecideInput, influences: readonly Influence[]): BareElement[] => {
  const { release, request, matches } = input;
  const placements = placementsOf(input);
  if (matches.gate.state !== 'open') return placements.map((placement) => closedElement(placement, input));
  const goals = goalsOf(request.personalization_goals, release);
  const asked = byPlacement(influences);
  return placements.map((placement) =>
    decideElement({ ...input, placement, influences: asked.get(placement.key) ?? [], goals }),
  );
};

/** A rule's word on how to fill the placement comes before the variant's own. */
const specOf = (
  { placement, variant }: BareElement,
  release: CompiledRelease,
  influences: readonly Influence[],
): RecommendationSpec | undefined => {
  const asked = influences.find((wish) => wish.type === 'recommend' && wish.placement === placement);
  return asked?.type === 'recommend' ? asked.recommend : release.variants.get(variant)?.recommend;
};

type Filled = { elements: DecidedElement[]; missing: string[] };

/** No product is shown twice on a page: each list leaves out those of the lists before it. */
const fill = (input: DecideInput, bare: readonly BareElement[], influences: readonly Influence[]): Filled => {
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
  const elements = bare.map((element): DecidedElement => {
    const spec = specOf(element, release, influences);
    if (spec === undefined) return { ...element, products: null };
    if (isLate) return { ...element, products: [] };
    const list = productsFor(spec, shelf, shown);
    for (const { id } of list.products) shown.add(id);
    for (const what of list.missing) lacking.add(what);
    return { ...element, products: list.products };
  });
  return { elements, missing: [...lacking] };
};

/**
 * The choice for each placement, before products are put into it: what a decision is but for its product lists.
 * @example chooseElements(input).elements[0].variant // 'spring-sale'
 */
export const chooseElements = (
  input: DecideInput,
): { elements: BareElement[]; influences: readonly Influence[] } => {
  const { release, profile, matches } = input;
  const influences =
    matches.gate.state === 'open' ? influencesOf({ release, rules: matches.rules, profile }) : [];
  return { elements: decideElements(input, influences), influences };
};

const foreignEvents = ({ matches }: DecideInput): Decision['events'] =>
  matches.rules.flatMap(({ event }) => (event.type === 'personalize' ? [] : [{ ...event }]));

/**
 * Decides what a customer sees: a pure function of release, evidence, profile, context, time and seed. The same
 * input gives the same decision to the byte; every asked placement gets a variant, at worst its default.
 * @example decide({ release, evidence, profile, facts, matches, seed: fnv1a32(experienceId), … }).elements[0].variant
 */
export const decide = (input: DecideInput): Decision => {
  const { release, evidence, matches, at, seed, experienceId } = input;
  const chosen = chooseElements(input);
  const { elements, missing } = fill(input, chosen.elements, chosen.influences);
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
  };
};
