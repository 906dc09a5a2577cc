import type { Profile } from '#schemas/profile.ts';
import type { SimulationRequest } from '#schemas/simulation.ts';
import { fnv1a32 } from '#server/domain/assignment/hash.ts';
import { heldByEither } from '#server/domain/assignment/held.ts';
import type { Evidence } from '#server/domain/decisions/evidence.ts';
import { explainDecision, type Trace } from '#server/domain/decisions/explain.ts';
import { buildFacts } from '#server/domain/decisions/facts.ts';
import type { Decision } from '#server/domain/decisions/types.ts';
import { ownProfile } from '#server/domain/profiles/own.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import { supposeFacts, supposeProfile, withoutSegments } from './suppose.ts';

export type Explained = { decision: Decision; trace: Trace };

type Asked = Pick<SimulationRequest, 'customer_id' | 'anonymous_id'>;

/** Who is asked about, as far as anything is known of them. */
export type SimulatedCustomer = {
  identity: string;
  subject: string;
  profile: Profile | null;
  visitor: Profile | null;
};

type Input = {
  request: Omit<SimulationRequest, 'drafts' | 'side_by_side' | 'at'>;
  customer: SimulatedCustomer;
  release: CompiledRelease;
  evidence: Evidence;
  at: Date;
};

/**
 * Looks a customer up as a storefront's request is: by the customer id, else the anonymous one; the visitor they were
 * is read beside. One of the two ids must be there.
 * @example (await customerOf({ customer_id: '42' }, profiles.read)).identity // 'customer_id:42'
 */
export const customerOf = async (
  { customer_id, anonymous_id }: Asked,
  readProfile: (id: string) => Promise<Profile | null>,
): Promise<SimulatedCustomer> => {
  const asVisitor = `anonymous_id:${anonymous_id}`;
  const identity = customer_id === undefined ? asVisitor : `customer_id:${customer_id}`;
  const isBoth = customer_id !== undefined && anonymous_id !== undefined;
  const [profile, visitor] = await Promise.all([
    readProfile(identity),
    isBoth ? readProfile(asVisitor) : null,
  ]);
  const own = ownProfile(visitor, asVisitor);
  return { identity, profile, visitor: own, subject: profile?.subject ?? customer_id ?? anonymous_id! };
};

/**
 * Decides as storefronts are answered, with what is supposed in place of what is known, and explains all of it.
 * @example (await simulate({ request, customer, release, evidence, at })).decision.elements[0]?.variant // 'hero-vip'
 */
export const simulate = ({ request, customer, release, evidence, at }: Input): Promise<Explained> => {
  const { overrides, chance } = request;
  const { identity, subject, profile: known, visitor } = customer;
  const now = { release, evidence, at };
  const context = { ...request.context, page_type: request.page_type };
  const facts = buildFacts({ ...now, profile: known, identity, context });
  const profile = supposeProfile(known, overrides, { identity, subject, at });
  return explainDecision({
    ...now,
    release: overrides.profile?.segments === undefined ? release : withoutSegments(release),
    facts: supposeFacts(facts, overrides),
    profile,
    held: visitor === null ? undefined : heldByEither(profile, visitor),
    subject,
    request,
    scores: {},
    missing: [],
    experienceId: chance,
    seed: fnv1a32(chance),
  });
};
