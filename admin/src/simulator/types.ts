import type { RaRecord } from 'react-admin';
import type { ElementDifference, RuleDifference } from '#schemas/simulation.ts';
import type { TestCase } from '#schemas/test-case.ts';
import type { Explanation } from '../decisions/types.ts';

export type Explained = Pick<Explanation, 'decision' | 'trace'>;
export type Differences = { elements: ElementDifference[]; rules: RuleDifference[] };

export type Simulation = {
  customer: { id: string; known: boolean };
  live: Explained | null;
  draft: Explained | null;
  differences: Differences | null;
};

/** A test case as the admin API answers it. */
export type CaseRecord = RaRecord<string> & TestCase & { author: string; updatedAt: string };
