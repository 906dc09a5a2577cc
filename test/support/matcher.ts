import type { MatcherName } from '#server/domain/releases/types.ts';

/** What answers conditions in API tests: they run once under each. */
export const testMatcher: MatcherName =
  process.env['ATTUNE_TEST_MATCHER'] === 'reference' ? 'reference' : 'compiled';
