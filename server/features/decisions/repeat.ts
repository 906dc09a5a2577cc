import type { DecisionRecord, ElementChoice } from '#schemas/decision-record.ts';
import type { Evidence } from '#server/domain/decisions/evidence.ts';
import { type ElementTrace, explainDecision, type Trace } from '#server/domain/decisions/explain.ts';
import { reasonsOf } from '#server/domain/decisions/reasons.ts';
import { inputOfRecord } from '#server/domain/decisions/replay.ts';
import type { Decision } from '#server/domain/decisions/types.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';

/** A decision made once more: does it come out the same? */
export type Repeated = {
  decision: Decision;
  trace: Trace;
  /** Null when it cannot be told, because the evidence is no longer kept. */
  same: boolean | null;
  note: string | null;
};

const outcomeOf = (elements: readonly ElementChoice[]): string =>
  JSON.stringify(
    elements.map(({ placement, variant, source, propensity }) => [placement, variant, source, propensity]),
  );

const GONE =
  'The evidence of this decision is no longer kept. Rules, segments and experiments were evaluated again; scores and probabilities are those that were recorded.';

const CHOICES_ONLY =
  'Newer evidence is in force. The choices were made again with the evidence of that time; product lists, which need its catalogue and models, were not.';

/** Choices as they were recorded, on top of everything that could be evaluated again. */
const withRecorded = async (
  record: DecisionRecord,
  release: CompiledRelease,
  evidence: Evidence,
): Promise<Omit<Repeated, 'same' | 'note'>> => {
  const { decision, trace } = await explainDecision(inputOfRecord({ record, release, evidence }));
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

/** All that evidence is kept for; what products are listed follows from more than that. */
const withKept = async (record: DecisionRecord, release: CompiledRelease, evidence: Evidence) => {
  const { decision, trace } = await explainDecision(inputOfRecord({ record, release, evidence }));
  const elements = decision.elements.map((element) => ({ ...element, products: null }));
  return { trace, decision: { ...decision, elements, missing: record.missing } };
};

type EvidenceOfThen = {
  /** Null once newer evidence is in force. */
  inForce: Evidence | null;
  /** What is kept of it; null once its time is over. */
  kept: Evidence | null;
  newest: Evidence;
};

/**
 * Repeats a recorded decision from what was recorded, with every condition traced. The release can always be had
 * again; where its evidence cannot, the recorded scores stand in and the answer says so.
 */
export const repeatDecision = async (
  record: DecisionRecord,
  release: CompiledRelease,
  { inForce, kept, newest }: EvidenceOfThen,
): Promise<Repeated> => {
  const sameAs = ({ elements }: Decision): boolean => outcomeOf(elements) === outcomeOf(record.elements);
  if (inForce !== null) {
    const repeated = await explainDecision(inputOfRecord({ record, release, evidence: inForce }));
    return { ...repeated, same: sameAs(repeated.decision), note: null };
  }
  if (kept === null) return { ...(await withRecorded(record, release, newest)), same: null, note: GONE };
  const repeated = await withKept(record, release, kept);
  return { ...repeated, same: sameAs(repeated.decision), note: CHOICES_ONLY };
};
