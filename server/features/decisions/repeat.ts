import type { DecisionRecord, ElementChoice } from '#schemas/decision-record.ts';
import type { Evidence } from '#server/domain/decisions/evidence.ts';
import { type ElementTrace, explainDecision, type Trace } from '#server/domain/decisions/explain.ts';
import { reasonsOf } from '#server/domain/decisions/reasons.ts';
import type { Decision } from '#server/domain/decisions/types.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';

/** A decision made once more: does it come out the same? */
export type Repeated = {
  decision: Decision;
  trace: Trace;
  /** Null when it cannot be told, because the evidence is no longer in memory. */
  same: boolean | null;
  note: string | null;
};

const outcomeOf = (elements: readonly ElementChoice[]): string =>
  JSON.stringify(
    elements.map(({ placement, variant, source, propensity }) => [placement, variant, source, propensity]),
  );

const inputOf = (record: DecisionRecord, release: CompiledRelease, evidence: Evidence) => {
  const { facts, profile, held, subject, at, seed, experienceId, request, scores, missing } = record;
  return {
    release,
    evidence,
    facts,
    profile,
    held,
    subject,
    at,
    seed,
    experienceId,
    request,
    scores,
    missing,
  };
};

const GONE =
  'The evidence of this decision is no longer in memory. Rules, segments and experiments were evaluated again; scores and probabilities are those that were recorded.';

/** Choices as they were recorded, on top of everything that could be evaluated again. */
const withRecorded = async (
  record: DecisionRecord,
  release: CompiledRelease,
  evidence: Evidence,
): Promise<Omit<Repeated, 'same' | 'note'>> => {
  const { decision, trace } = await explainDecision(inputOf(record, release, evidence));
  const rules = release.rules.items.filter(({ key }) => record.matches.rules.includes(key));
  const matches = { ...record.matches, facts: trace.facts, rules };
  const elements = record.elements.map(
    ({ products: _, ...choice }): ElementTrace => ({
      ...choice,
      reasons: reasonsOf(choice, { release, matches }),
    }),
  );
  const contents = new Map(
    decision.elements.map(({ placement, variant, content }) => [`${placement}/${variant}`, content]),
  );
  return {
    trace: { ...trace, elements },
    decision: {
      ...decision,
      evidence: record.evidence,
      confidence: record.confidence,
      lift: record.lift,
      elements: record.elements.map(({ products: _, ...choice }) => ({
        ...choice,
        content: contents.get(`${choice.placement}/${choice.variant}`) ?? {},
        products: null,
      })),
    },
  };
};

/**
 * Repeats a recorded decision from what was recorded, with every condition traced. The release can always be had
 * again; where its evidence cannot, the recorded scores stand in and the answer says so.
 */
export const repeatDecision = async (
  record: DecisionRecord,
  release: CompiledRelease,
  evidence: { exact: Evidence | null; newest: Evidence },
): Promise<Repeated> => {
  if (evidence.exact === null)
    return { ...(await withRecorded(record, release, evidence.newest)), same: null, note: GONE };
  const { decision, trace } = await explainDecision(inputOf(record, release, evidence.exact));
  return { decision, trace, same: outcomeOf(decision.elements) === outcomeOf(record.elements), note: null };
};
