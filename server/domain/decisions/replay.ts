import type { DecisionRecord, ElementChoice } from '#schemas/decision-record.ts';
import { canonicalJson } from '#server/domain/releases/canonical.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import { overall } from './confidence.ts';
import { chooseElements, type DecideInput } from './decide.ts';
import type { Evidence } from './evidence.ts';
import { matchAll } from './matches.ts';
import type { Matches } from './types.ts';

/** A decision without what it renders: which rules, segments and variations, and what was chosen of which candidates. */
export type Choices = Pick<DecisionRecord, 'confidence' | 'lift' | 'matches'> & { elements: ElementChoice[] };

type Again = {
  record: DecisionRecord;
  release: CompiledRelease;
  evidence: Evidence;
  /** What replaces the recorded facts and profile, where a release reads what the decision did not record. */
  known?: Pick<DecisionRecord, 'facts' | 'profile'> | undefined;
};

/**
 * What a recorded decision was made of, to make it again with some release and evidence.
 * @example await explainDecision(inputOfRecord({ record, release, evidence }))
 */
export const inputOfRecord = ({ record, release, evidence, known = record }: Again) => {
  const { held, subject, at, seed, experienceId, request, scores, missing } = record;
  const { facts, profile } = known;
  const recorded = { held, subject, at, seed, experienceId, request, scores, missing };
  return { release, evidence, facts, profile, ...recorded };
};

const choicesOf = (input: DecideInput): Choices => {
  const { matches } = input;
  const elements = chooseElements(input).elements.map(({ content, ...choice }): ElementChoice => choice);
  return {
    ...overall(elements),
    matches: {
      gate: matches.gate,
      segments: matches.segments,
      assignments: matches.assignments,
      rules: matches.rules.map(({ key }) => key),
    },
    elements,
  };
};

export type Redecided = { choices: Choices; matches: Matches };

/**
 * Makes a recorded decision again, with another release or its own: with the recorded facts, profile, time and seed.
 * Under its own release and evidence it comes out as it was, to the byte.
 * @example sameChoices((await redecide({ record, release, evidence })).choices, record) // true
 */
export const redecide = async (again: Again): Promise<Redecided> => {
  const input = inputOfRecord(again);
  const found = matchAll(input);
  const matches = found instanceof Promise ? await found : found;
  return { choices: choicesOf({ ...input, matches }), matches };
};

const bare = ({ confidence, lift, matches, elements }: Choices): Choices => ({
  confidence,
  lift,
  matches,
  elements,
});

/**
 * Whether two decisions are the same to the byte of their JSON, product lists aside.
 * @example sameChoices(choices, record) // true
 */
export const sameChoices = (choices: Choices, record: DecisionRecord): boolean => {
  const recorded = record.elements.map(({ products, ...choice }): ElementChoice => choice);
  const [a, b] = [bare(choices), bare({ ...record, elements: recorded })];
  // in the order of writing as a rule; putting keys in order takes ten times as long
  return JSON.stringify(a) === JSON.stringify(b) || canonicalJson(a) === canonicalJson(b);
};

/**
 * With which probability each variant was to be shown; where nothing was left to chance the one is certain.
 * @example chancesOf(element).get('hero-tea') // 0.4
 */
export const chancesOf = ({ candidates, variant, propensity }: ElementChoice): ReadonlyMap<string, number> =>
  candidates.length === 0
    ? new Map([[variant, propensity]])
    : new Map(candidates.map((candidate) => [candidate.variant, candidate.probability]));
