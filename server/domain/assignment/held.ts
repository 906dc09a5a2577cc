import type { Experiment } from '#schemas/experiment.ts';
import type { Profile } from '#schemas/profile.ts';

type Versioned = { key: string; bucketVersion?: number };

const separator = '@';

/**
 * Under which name an experiment's exposures are kept and counted: its key, and from bucket version 1 on the version.
 * So a raised version starts afresh, for customers and in the report.
 * @example unitKey({ key: 'banner', bucketVersion: 2 }) // 'banner@2'
 */
export const unitKey = ({ key, bucketVersion = 0 }: Versioned): string =>
  bucketVersion === 0 ? key : `${key}${separator}${bucketVersion}`;

/**
 * The variation that a customer was shown first under the experiment's bucket version, as long as there is one of
 * that key; undefined otherwise.
 * @example heldVariation({ ...experiment, bucketVersion: 0 }, { banner: 'control' }) // 'control'
 */
export const heldVariation = (
  { variations, ...experiment }: Versioned & Pick<Experiment, 'variations'>,
  assignments: Readonly<Record<string, string>>,
): string | undefined => {
  const key = unitKey(experiment);
  const held = Object.hasOwn(assignments, key) ? assignments[key] : undefined;
  return variations.find((variation) => variation.key === held)?.key;
};

const versionOf = (held: string, experiment: string): number | null => {
  const [key, version = '0'] = held.split(separator);
  return key === experiment ? Number(version) : null;
};

/**
 * Whether a customer was shown a variation under a bucket version that may no longer take part.
 * @example isBarred({ key: 'banner', minBucketVersion: 1 }, { banner: 'control' }) // true
 */
export const isBarred = (
  { key, minBucketVersion }: Pick<Experiment, 'key' | 'minBucketVersion'>,
  assignments: Readonly<Record<string, string>>,
): boolean =>
  minBucketVersion > 0 &&
  Object.keys(assignments).some((held) => {
    const version = versionOf(held, key);
    return version !== null && version < minBucketVersion;
  });

type Shown = Pick<Profile, 'assignments' | 'experiments'>;

const shownAt = ({ experiments }: Shown, key: string): number =>
  (Object.hasOwn(experiments, key) ? experiments[key]?.firstAt.getTime() : undefined) ?? 0;

/**
 * What is held of a customer who was known as an anonymous visitor until now: what either was shown, and of two
 * variations the one that was shown earlier.
 * @example heldByEither(customer, visitor) // { banner: 'treatment' }
 */
export const heldByEither = (customer: Shown | null, visitor: Shown): Readonly<Record<string, string>> => {
  if (customer === null) return visitor.assignments;
  const earlier = Object.entries(visitor.assignments).filter(
    ([key]) => !Object.hasOwn(customer.assignments, key) || shownAt(visitor, key) < shownAt(customer, key),
  );
  return { ...customer.assignments, ...Object.fromEntries(earlier) };
};
