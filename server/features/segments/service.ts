import type { Segment } from '#schemas/segment.ts';
import type {
  ExportFormat,
  Overlap,
  SegmentDetail,
  SegmentMember,
  SegmentSize,
  SegmentSizes,
  UploadMode,
  UploadResult,
} from '#schemas/segment-report.ts';
import { namedSegments } from '#server/domain/releases/segments.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import { firstDay, sizesByDay } from '#server/domain/segments/trend.ts';
import type { Clock } from '#server/platform/clock.ts';
import { problem } from '#server/platform/problems.ts';
import type { ListPage } from '#server/platform/ra-list.ts';
import type { SegmentChangeStore } from '#server/stores/segment-changes.ts';
import type { SegmentMemberStore } from '#server/stores/segment-members.ts';
import { exportLines } from './export.ts';
import { keptInProportion } from './kept-in-proportion.ts';
import type { UploadRow } from './read-upload.ts';
import type { SegmentUpkeep } from './upkeep.ts';
import { takeUpload, type UploadDependencies } from './upload.ts';

type Dependencies = Omit<UploadDependencies, 'members'> & {
  members: SegmentMemberStore;
  changes: Pick<SegmentChangeStore, 'byDay' | 'byDayOfAll' | 'keptSince'>;
  upkeep: Pick<SegmentUpkeep, 'progress' | 'recompute'>;
  release: () => CompiledRelease;
  onError: (error: unknown) => void;
  clock: Clock;
};

const sparkDays = 30;

const all = ({ segments }: CompiledRelease): Segment[] => [...segments.items, ...segments.uploaded.values()];

const users = ({
  segments,
  rules,
  experiments,
  journeys,
  conditions,
}: CompiledRelease): [string, unknown][] => [
  ...segments.items.map((segment): [string, unknown] => [`segment/${segment.key}`, segment.conditions]),
  ...Object.entries(conditions).map(([key, condition]): [string, unknown] => [`condition/${key}`, condition]),
  ...rules.items.map((rule): [string, unknown] => [`rule/${rule.key}`, rule.conditions]),
  ...experiments.map(({ key, audience }): [string, unknown] => [`experiment/${key}`, audience]),
  ...[...journeys.values()].map(({ journey }): [string, unknown] => [
    `journey/${journey.key}`,
    [journey.entry, journey.machine],
  ]),
];

/** The documents in force whose conditions name a segment. */
const usersOf = (segment: string, release: CompiledRelease): string[] =>
  users(release).flatMap(([document, conditions]) =>
    namedSegments(conditions, []).some(({ key }) => key === segment) ? [document] : [],
  );

/** What is known of segments: their sizes, members and overlaps; and uploads into them. */
export const segmentsService = (dependencies: Dependencies) => {
  const { members, changes, uploads, upkeep, release, clock } = dependencies;

  /** @throws ProblemError 'not-found' */
  const find = (key: string): Segment => {
    const segment = all(release()).find((each) => each.key === key);
    if (!segment) throw problem('not-found', { detail: `No segment "${key}" is in force.` });
    return segment;
  };

  const daysOf = async (key: string, customers: number, days: number) => {
    const now = clock();
    const found = await changes.byDay(key, firstDay(now, days));
    return sizesByDay({ customers, changes: found, now, days });
  };

  const sizesNow = keptInProportion(members.sizes, clock);

  const sizeOf = async (
    { key, name, source }: Segment,
    count: (key: string) => Promise<number> | number,
  ): Promise<Omit<SegmentSize, 'trend'>> => {
    const [customers, keptSince, uploaded] = await Promise.all([
      count(key),
      changes.keptSince(key),
      source === 'upload' ? uploads.count(key) : null,
    ]);
    return { key, name, source, customers, uploaded, kept_since: keptSince?.toISOString() ?? null };
  };

  return {
    sizes: async (): Promise<SegmentSizes> => {
      const now = clock();
      const [{ customers: everyone, bySegment }, found, recompute] = await Promise.all([
        sizesNow(),
        changes.byDayOfAll(firstDay(now, sparkDays)),
        upkeep.progress(),
      ]);
      const segments: SegmentSize[] = [];
      for (const segment of all(release())) {
        const size = await sizeOf(segment, (key) => bySegment.get(key) ?? 0);
        const own = { changes: found.get(segment.key) ?? [], now, days: sparkDays };
        const days = sizesByDay({ customers: size.customers, ...own });
        segments.push({ ...size, trend: days.map(({ customers }) => customers) });
      }
      return { release: release().number, customers: everyone, segments, recompute };
    },

    detail: async (key: string, days: number): Promise<SegmentDetail> => {
      const size = await sizeOf(find(key), members.count);
      return {
        ...size,
        days: await daysOf(key, size.customers, days),
        usedBy: usersOf(key, release()),
        recompute: await upkeep.progress(),
      };
    },

    overlap: async (keys: readonly string[]): Promise<Overlap> => {
      for (const key of keys) find(key);
      const groups = await members.together(keys);
      const sum = (some: typeof groups): number =>
        some.reduce((total, { customers }) => total + customers, 0);
      return {
        segments: keys.map((key) => ({
          key,
          customers: sum(groups.filter(({ segments }) => segments.includes(key))),
        })),
        groups,
        any: sum(groups),
        all: sum(groups.filter(({ segments }) => segments.length === keys.length)),
      };
    },

    members: async (key: string, range: { from: number; to: number }): Promise<ListPage<SegmentMember>> => {
      find(key);
      const [rows, total] = await Promise.all([members.list(key, range), members.count(key)]);
      return { rows, total, range };
    },

    /** Every member as lines of a file, read while they are written. */
    export: (key: string, format: ExportFormat): AsyncGenerator<string> => {
      find(key);
      return exportLines(members.stream(key), format);
    },

    /** @throws ProblemError 'invalid-request' for a segment that is defined by conditions */
    upload: (
      key: string,
      mode: UploadMode,
      rows: AsyncIterable<UploadRow> | Iterable<UploadRow>,
    ): Promise<UploadResult> => {
      if (find(key).source !== 'upload')
        throw problem('invalid-request', { detail: `Who is in "${key}" follows from its conditions.` });
      return takeUpload(dependencies, { segment: key, mode, rows });
    },

    progress: upkeep.progress,

    /** Computes everyone's memberships anew, while nobody waits for it; null where another process does. */
    recompute: () => upkeep.recompute({ again: true }),

    /** The same, without waiting for its end. */
    start: (): void => {
      upkeep.recompute({ again: true }).catch(dependencies.onError);
    },
  };
};

export type SegmentsService = ReturnType<typeof segmentsService>;
