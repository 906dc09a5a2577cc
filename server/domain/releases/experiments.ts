import { z } from 'zod';
import { ExclusionGroup, GroupPlace, overlap, SplitKey } from '#schemas/exclusion-group.ts';
import { Prerequisite } from '#schemas/experiment.ts';
import { Key } from '#schemas/key.ts';
import type { DocumentFault } from '#schemas/release.ts';
import { cycleFrom } from '#server/domain/assignment/dependency-order.ts';
import type { PathFault } from './schema-faults.ts';
import type { SourceDocument } from './types.ts';

const slots = z.object({ key: Key, variants: z.record(z.string(), z.unknown()).default({}) });

/** What is checked of an experiment; a part that has faults of its own counts as absent, since they are told already. */
const Sketch = z.object({
  status: z.string().catch('draft'),
  seed: z.string().optional().catch(undefined),
  splitKey: SplitKey.default('customer').catch('customer'),
  prerequisites: z.array(Prerequisite).catch([]),
  group: GroupPlace.optional().catch(undefined),
  variations: z.array(slots).catch([]),
});
type Sketch = z.infer<typeof Sketch> & { id: string; key: string };

const Groups = z.object({ exclusion_groups: z.record(Key, ExclusionGroup).catch({}) });
type Groups = z.infer<typeof Groups>['exclusion_groups'];

type Known = { id: string; key: string; document: SourceDocument; unreadable: boolean };
type Field = { experiments: ReadonlyMap<string, Sketch>; groups: Groups };

const placementsOf = ({ variations }: Sketch): string[] =>
  variations.flatMap(({ variants }) => Object.keys(variants));

const unknownVariations = (
  { variations }: Prerequisite,
  required: Sketch,
  path: PathFault['path'],
): PathFault[] =>
  variations.flatMap((variation, index) =>
    required.variations.some(({ key }) => key === variation)
      ? []
      : [
          {
            path: [...path, 'variations', index],
            message: `the experiment "${required.key}" has no variation "${variation}"`,
          },
        ],
  );

/** What makes a prerequisite one that nobody could meet, or that leaves nothing to show. */
const contradictions = (sketch: Sketch, required: Sketch, path: PathFault['path']): PathFault[] => {
  const taken = new Set(placementsOf(required));
  const shared = [...new Set(placementsOf(sketch))].filter((placement) => taken.has(placement));
  const together = sketch.group !== undefined && sketch.group.key === required.group?.key;
  return [
    ...(together
      ? [{ path, message: `nobody can be in both: "${required.key}" is in the same exclusion group` }]
      : []),
    ...shared.map((placement) => ({
      path,
      message: `"${required.key}" comes first on the placement "${placement}", so this would never show there`,
    })),
  ];
};

const prerequisiteFaults = (sketch: Sketch, { experiments }: Field): PathFault[] =>
  sketch.prerequisites.flatMap((prerequisite, index): PathFault[] => {
    const path = ['prerequisites', index];
    const required = experiments.get(prerequisite.experiment);
    // that there is none is told with all references
    if (required === undefined || required === sketch) return [];
    return [
      ...unknownVariations(prerequisite, required, path),
      ...contradictions(sketch, required, [...path, 'experiment']),
    ];
  });

const cycleFaults = ({ key }: Sketch, { experiments }: Field): PathFault[] => {
  const cycle = cycleFrom(key, experiments);
  return cycle === null
    ? []
    : [{ path: ['prerequisites'], message: `the experiment requires itself: ${cycle.join(' → ')}` }];
};

const groupFaults = ({ key, seed = key, splitKey, group }: Sketch, { groups }: Field): PathFault[] => {
  if (group === undefined) return [];
  const owner = Object.hasOwn(groups, group.key) ? groups[group.key] : undefined;
  if (owner === undefined)
    return [{ path: ['group', 'key'], message: `the settings have no exclusion group "${group.key}"` }];
  const hashesElse = `the exclusion group "${group.key}" splits by ${owner.splitKey}, the experiment by ${splitKey}`;
  const sameSeed = `the exclusion group "${group.key}" has the same seed, so the two chances would not be independent`;
  return [
    ...(owner.splitKey === splitKey ? [] : [{ path: ['splitKey'], message: hashesElse }]),
    ...((owner.seed ?? group.key) === seed ? [{ path: ['seed'], message: sameSeed }] : []),
  ];
};

/** Told of the later of two, which is the one that was added. */
const overlapFaults = (sketch: Sketch, { experiments }: Field): PathFault[] => {
  const { group, status } = sketch;
  if (group === undefined || status !== 'running') return [];
  const sketches = [...experiments.values()];
  const rivals = sketches
    .slice(0, sketches.indexOf(sketch))
    .filter((other) => other.status === 'running' && other.group?.key === group.key);
  return group.ranges.flatMap((range, index) =>
    rivals
      .filter((rival) => rival.group?.ranges.some((taken) => overlap(range, taken)))
      .map((rival) => ({
        path: ['group', 'ranges', index],
        message: `overlaps a range of the experiment "${rival.key}", which is running in the same group`,
      })),
  );
};

/**
 * What is wrong between experiments: prerequisites that nobody can meet or that lead back to themselves, and exclusion
 * groups that are unknown, split by something else, or give two running experiments the same customers.
 * @example experimentFaults(known) // [{ document: 'experiment/b', path: ['group', 'ranges', 0], … }]
 */
export const experimentFaults = (known: readonly Known[]): DocumentFault[] => {
  const readable = known.filter(({ unreadable }) => !unreadable);
  const sketches = readable.flatMap(({ id, key, document }): Sketch[] => {
    const read = document.kind === 'experiment' ? Sketch.safeParse(document.body) : null;
    return read?.success ? [{ ...read.data, id, key }] : [];
  });
  const settings = readable.find(({ document }) => document.kind === 'settings')?.document.body;
  const groups = Groups.safeParse(settings).data?.exclusion_groups ?? {};
  const field = { experiments: new Map(sketches.map((sketch) => [sketch.key, sketch])), groups };
  return sketches.flatMap((sketch) =>
    [prerequisiteFaults, cycleFaults, groupFaults, overlapFaults]
      .flatMap((check) => check(sketch, field))
      .map((fault) => ({ document: sketch.id, ...fault })),
  );
};
