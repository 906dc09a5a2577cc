import type { Catalogue, RecommenderEvidence } from '#server/domain/models/types.ts';

/** What came of showing one variant: how many customers saw it, and what each metric summed to over them. */
export type OutcomeTotals = {
  n: number;
  goals: Record<string, { sum: number; sumOfSquares: number }>;
};
export type Outcome = {
  /** Exposures whose variant was drawn at random: the only ones that a comparison may rest on. */
  randomized: OutcomeTotals;
  all: OutcomeTotals;
};

/** By `placement/variant`. */
export type OutcomeIndex = ReadonlyMap<string, Outcome>;

/** The half of what a server knows that nobody publishes: one immutable, numbered snapshot. */
export type Evidence = {
  number: number;
  at: Date;
  catalogue: Catalogue;
  recommenders: RecommenderEvidence;
  outcomes: OutcomeIndex;
};

/**
 * How outcomes, exposures and scores name a variant in its placement.
 * @example candidateKey('hero_banner', 'spring-sale') // 'hero_banner/spring-sale'
 */
export const candidateKey = (placement: string, variant: string): string => `${placement}/${variant}`;
