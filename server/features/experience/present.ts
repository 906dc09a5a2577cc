import type { ElementDecision, ExperienceResponse } from '#schemas/decision.ts';
import type { Profile } from '#schemas/profile.ts';
import { LATE_RECOMMENDATIONS } from '#server/domain/decisions/decide.ts';
import type { Trace } from '#server/domain/decisions/explain.ts';
import { reasonsOf, unsaidReasons } from '#server/domain/decisions/reasons.ts';
import type { DecidedElement, Decision, Matches } from '#server/domain/decisions/types.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';

type Presented = {
  decision: Decision;
  release: CompiledRelease;
  matches: Matches;
  profile: Profile | null;
  /** The signed experience id. */
  token: string;
  preview: boolean;
  /** Models that the choices were made without, and why. */
  late: readonly string[];
  trace?: Trace & { keeping: unknown };
};

/** What the storefront renders: the variant's content, with the products that were found for it. */
export const contentOf = ({
  content,
  products,
}: Pick<DecidedElement, 'content' | 'products'>): Record<string, unknown> =>
  products === null ? content : { ...content, products };

/** A rule set may have dozens of rules that favor the same; a reply names the strongest unless it explains. */
const REASONS_TOLD = 3;

const presentElement = (
  element: DecidedElement,
  { decision, release, matches, late, trace }: Presented,
): ElementDecision => ({
  name: element.placement,
  variant: element.variant,
  content: contentOf(element),
  source: element.source,
  confidence_score: element.confidence,
  expected_lift: element.lift,
  propensity: element.propensity,
  reasons: reasonsOf(
    element,
    {
      release,
      matches,
      late,
      inHaste: element.products !== null && decision.missing.includes(LATE_RECOMMENDATIONS),
    },
    trace ? undefined : REASONS_TOLD,
  ),
  more_reasons: trace ? 0 : unsaidReasons(element, REASONS_TOLD),
});

/** The decision as storefronts read it. It holds as long as a visit may pause before it is over. */
export const presentExperience = (presented: Presented): ExperienceResponse => {
  const { decision, release, profile, token, preview, trace } = presented;
  const { session_timeout: seconds } = release.settings.behavioral_tracking;
  return {
    experience_id: token,
    release: decision.release,
    evidence: decision.evidence,
    environment: decision.environment,
    elements: decision.elements.map((element) => presentElement(element, presented)),
    experiments: decision.experiments,
    events: decision.events,
    confidence_score: decision.confidence,
    expected_lift: decision.lift,
    missing: decision.missing,
    ...(profile?.demo === true && { demo: true }),
    ...(preview && { preview }),
    expires_at: new Date(decision.at.getTime() + seconds * 1000).toISOString(),
    ...(trace && { trace }),
  };
};
