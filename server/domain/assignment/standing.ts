import type { Experiment } from '#schemas/experiment.ts';
import type { Facts } from '#schemas/facts.ts';
import type { Settings } from '#schemas/settings.ts';
import { isRunning } from '#server/domain/releases/schedule.ts';
import { assign, inGroup } from './assign.ts';
import { heldVariation, isBarred } from './held.ts';
import { coverageAt } from './ramp.ts';
import { splitValue } from './split-value.ts';

/** Why a customer is not in an experiment. */
export type LeftOut =
  | 'not_running'
  | 'no_key'
  | 'earlier_version'
  | 'audience'
  | 'prerequisite'
  /** Another experiment of the exclusion group has shown the customer a variation. */
  | 'group_taken'
  /** The customer is in another part of the exclusion group. */
  | 'group'
  | 'coverage';

/** How a customer stands to an experiment. */
export type Standing =
  | { state: 'assigned'; variation: string; by: 'preview' | 'listed' | 'held' | 'hash' }
  | { state: 'out'; because: LeftOut };

type Variations = Readonly<Record<string, string>>;

export type StandingInput = {
  /** Each after those it requires. */
  experiments: readonly Experiment[];
  groups: Settings['exclusion_groups'];
  inAudience: (experiment: Experiment) => boolean;
  subject: string;
  facts: Pick<Facts, 'context' | 'profile'>;
  /** What the profile was shown first, by unit key. */
  held: Variations;
  /** What a preview asks for, whether the experiment runs or not. */
  preview: Variations;
  at: Date;
};

const out = (because: LeftOut): Standing => ({ state: 'out', because });

const own = (variations: Variations, key: string): string | undefined =>
  Object.hasOwn(variations, key) ? variations[key] : undefined;

/** A key that hashes customers alone can be held by a profile. */
const heldIn = (experiment: Experiment, held: Variations): string | undefined =>
  experiment.splitKey === 'customer' ? heldVariation(experiment, held) : undefined;

/** By exclusion group, the experiment that has shown the customer a variation. */
const takenGroups = ({ experiments, held, at }: StandingInput): Map<string, string> => {
  const taken = new Map<string, string>();
  for (const experiment of experiments) {
    const { group, key } = experiment;
    if (group === undefined || taken.has(group.key) || !isRunning(experiment, at)) continue;
    if (heldIn(experiment, held) !== undefined) taken.set(group.key, key);
  }
  return taken;
};

/**
 * An experiment's parts of its exclusion group, with the seed by which the group hashes.
 * @example groupParts({ key: 'checkout', ranges: [[0, 0.3]] }, {}) // { seed: 'checkout', ranges: [{ start: 0, end: 0.3 }] }
 */
export const groupParts = (
  { key, ranges }: NonNullable<Experiment['group']>,
  groups: StandingInput['groups'],
) => ({
  seed: groups[key]?.seed ?? key,
  ranges: ranges.map(([start, end]) => ({ start, end })),
});

const hashed = (experiment: Experiment, value: string, { groups, at }: StandingInput): Standing => {
  const { key, seed = key, variations, group } = experiment;
  if (group !== undefined && !inGroup({ ...groupParts(group, groups), value })) return out('group');
  const weights = variations.map(({ weight }) => weight);
  const index = assign({ seed, value, weights, coverage: coverageAt(experiment, at) });
  return index === null
    ? out('coverage')
    : { state: 'assigned', variation: variations[index]!.key, by: 'hash' };
};

type Standings = Map<string, Standing>;

const isMet = (standings: Standings) => {
  return ({ experiment, variations }: Experiment['prerequisites'][number]): boolean => {
    const standing = standings.get(experiment);
    return standing?.state === 'assigned' && variations.includes(standing.variation);
  };
};

const standingIn = (
  experiment: Experiment,
  input: StandingInput,
  { taken, standings }: { taken: ReadonlyMap<string, string>; standings: Standings },
): Standing => {
  const { key, group, variations } = experiment;
  const asked = own(input.preview, key);
  if (asked !== undefined && variations.some((variation) => variation.key === asked))
    return { state: 'assigned', variation: asked, by: 'preview' };
  if (!isRunning(experiment, input.at)) return out('not_running');
  const listed = own(experiment.forcedVariations, input.subject);
  if (listed !== undefined) return { state: 'assigned', variation: listed, by: 'listed' };
  const value = splitValue(experiment.splitKey, input);
  if (value === undefined) return out('no_key');
  const held = heldIn(experiment, input.held);
  if (group !== undefined && (taken.get(group.key) ?? key) !== key) return out('group_taken');
  if (held !== undefined) return { state: 'assigned', variation: held, by: 'held' };
  if (experiment.splitKey === 'customer' && isBarred(experiment, input.held)) return out('earlier_version');
  if (!input.inAudience(experiment)) return out('audience');
  if (!experiment.prerequisites.every(isMet(standings))) return out('prerequisite');
  return hashed(experiment, value, input);
};

/**
 * How a customer stands to every experiment, in their order. What decides, in this order: a preview; the experiment
 * runs; the list of testers; the split key is known; a variation that was shown before, by which an exclusion group is
 * taken; the bucket version; the audience; the prerequisites; the group's ranges; the coverage.
 * @example standingsOf({ experiments, groups: {}, subject: '42', held: {}, … }).get('banner') // { state: 'assigned', … }
 */
export const standingsOf = (input: StandingInput): ReadonlyMap<string, Standing> => {
  const standings: Standings = new Map();
  const taken = takenGroups(input);
  for (const experiment of input.experiments)
    standings.set(experiment.key, standingIn(experiment, input, { taken, standings }));
  return standings;
};
