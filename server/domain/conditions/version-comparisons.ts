import { compareVersions } from 'compare-versions';
import type { Comparison } from './comparisons.ts';

/** One to four numbers, as app stores have them, then a pre-release and a build as in Semantic Versioning 2.0. */
const VERSION = /^v?\d+(\.\d+){0,3}(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?(\+[0-9A-Za-z.-]+)?$/;

/** @example isVersion('2.10.0-beta.1') // true */
export const isVersion = (value: unknown): value is string =>
  typeof value === 'string' && VERSION.test(value);

const versions =
  (holds: (order: number) => boolean): Comparison =>
  (actual, expected) =>
    isVersion(actual) && isVersion(expected) && holds(compareVersions(actual, expected));

/** Precedence of versions: 2.10 comes after 2.9, and 2.0.0-beta before 2.0.0. */
export const versionComparisons = {
  semverEqual: versions((order) => order === 0),
  semverGreaterThan: versions((order) => order > 0),
  semverGreaterThanInclusive: versions((order) => order >= 0),
  semverLessThan: versions((order) => order < 0),
  semverLessThanInclusive: versions((order) => order <= 0),
} satisfies Record<string, Comparison>;
