import type { TestRun } from '#schemas/test-case.ts';

/**
 * How a run went, in one sentence.
 * @example wordsOf(run) // '4 of 5 test cases pass'
 */
export const wordsOf = ({ passed, results }: Pick<TestRun, 'passed' | 'results'>): string =>
  results.length === 1
    ? `The only test case ${passed === 1 ? 'passes' : 'fails'}`
    : `${passed} of ${results.length} test cases pass`;
