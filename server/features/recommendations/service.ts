import type { Action } from '#schemas/action.ts';
import type { Profile } from '#schemas/profile.ts';
import type { RecommendationRequest, RecommendationResponse } from '#schemas/recommendation-request.ts';
import { actionsOf } from '#schemas/rule.ts';
import { type Consent, consentFor } from '#server/domain/decisions/consent.ts';
import type { Evidence } from '#server/domain/decisions/evidence.ts';
import { buildFacts } from '#server/domain/decisions/facts.ts';
import { matchAll } from '#server/domain/decisions/matches.ts';
import type { Matches } from '#server/domain/decisions/types.ts';
import { recommend } from '#server/domain/models/recommend.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import type { Clock } from '#server/platform/clock.ts';

type Dependencies = {
  readProfile: (id: string) => Promise<Profile | null>;
  release: () => CompiledRelease;
  evidence: () => Evidence;
  clock: Clock;
};

const identityOf = ({ customer_id, anonymous_id }: RecommendationRequest) =>
  customer_id === undefined
    ? { identity: `anonymous_id:${anonymous_id}`, subject: String(anonymous_id) }
    : { identity: `customer_id:${customer_id}`, subject: customer_id };

const gateNotes = {
  open: [],
  no_consent: ['personalization: no consent, so nothing about the customer was used'],
  holdout: ['personalization: the customer is held out, so nothing about them was used'],
} as const satisfies Record<Matches['gate']['state'], readonly string[]>;

/** Whoever may be shown something personal, but not profiled, gets what everybody likes. */
const notesOf = (gate: Matches['gate']['state'], profiling: Consent): readonly string[] =>
  gate === 'open' && !profiling.allowed
    ? ['profiling: no consent, so nothing was inferred from what the customer did']
    : gateNotes[gate];

const actionsOfType = <T extends Action['type']>(
  { rules }: Matches,
  type: T,
): Extract<Action, { type: T }>[] =>
  rules.flatMap(actionsOf).filter((action): action is Extract<Action, { type: T }> => action.type === type);

/** Answers from the recommenders alone, with the rules, the consent and the holdout that decisions obey. */
export const recommendationService = ({ readProfile, release, evidence, clock }: Dependencies) => ({
  recommend: async (request: RecommendationRequest): Promise<RecommendationResponse> => {
    const now = { release: release(), evidence: evidence(), at: clock() };
    const { settings } = now.release;
    const { identity, subject } = identityOf(request);
    const profile = await readProfile(identity);
    const facts = buildFacts({ ...now, profile, identity, context: request.context });
    const matches = await matchAll({ ...now, facts, profile, subject });

    const { context } = request;
    const profiling = consentFor('profiling', { profile, context, settings, at: now.at });
    const usable = matches.gate.state === 'open' && profiling.allowed;
    const { lists, missing } = recommend({
      types: request.recommendation_types,
      algorithms: request.algorithms ?? settings.personalization_engine.recommendation_algorithms,
      businessRules: request.business_rules,
      profile: usable ? profile : null,
      currentProduct: request.current_product,
      exclude: request.exclude,
      catalogue: now.evidence.catalogue,
      recommenders: now.evidence.recommenders,
      boosts: actionsOfType(matches, 'boost_products'),
      exclusions: actionsOfType(matches, 'exclude_products'),
      at: now.at,
    });
    return {
      ...(request.customer_id !== undefined && { customer_id: request.customer_id }),
      ...(request.anonymous_id !== undefined && { anonymous_id: request.anonymous_id }),
      release: now.release.number,
      evidence: now.evidence.number,
      recommendations: lists,
      missing: [...notesOf(matches.gate.state, profiling), ...missing],
      ...(profile?.demo && { demo: true }),
    };
  },
});

export type RecommendationService = ReturnType<typeof recommendationService>;
