import type { AuditAction, AuditDoor } from '#schemas/audit.ts';
import type { Segment } from '#schemas/segment.ts';
import type {
  ExportFormat,
  Overlap,
  SegmentDay,
  SegmentDetail,
  SegmentMember,
  SegmentSize,
  SegmentSizes,
  UploadResult,
} from '#schemas/segment-report.ts';
import { namedSegments } from '#server/domain/releases/segments.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import { firstDay, sizesByDay } from '#server/domain/segments/trend.ts';
import type { Clock } from '#server/platform/clock.ts';
import { problem } from '#server/platform/problems.ts';
import type { ListPage } from '#server/platform/ra-list.ts';
import type { AuditLogStore } from '#server/stores/audit-log.ts';
import type { SegmentChangeStore } from '#server/stores/segment-changes.ts';
import type { SegmentMemberStore } from '#server/stores/segment-members.ts';
import { exportLines } from './export.ts';
import type { SegmentUpkeep } from './upkeep.ts';
import { takeUpload, type UploadDependencies, type UploadOrder } from './upload.ts';

type Dependencies = Omit<UploadDependencies, 'members'> & {
  members: SegmentMemberStore;
  changes: Pick<SegmentChangeStore, 'byDay' | 'byDayOfAll' | 'keptSince'>;
  upkeep: Pick<SegmentUpkeep, 'status' | 'recompute'>;
  audit: Pick<AuditLogStore, 'record'>;
  release: () => CompiledRelease;
  onError: (error: unknown) => void;
  clock: Clock;
};

/** Who takes ids out or puts them in, and by which door. */
type Who = { by: string; door: AuditDoor };
type Sizes = Readonly<Record<string, number>>;

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
  const { members, changes, uploads, upkeep, audit, release, clock } = dependencies;

  /** @throws ProblemError 'not-found' */
  const find = (key: string): Segment => {
    const segment = all(release()).find((each) => each.key === key);
    if (!segment) throw problem('not-found', { detail: `No segment "${key}" is in force.` });
    return segment;
  };

  const tell = (
    action: AuditAction,
    key: string,
    { by, door }: Who,
    detail: Record<string, unknown>,
  ): Promise<void> =>
    audit.record({ at: clock(), actor: by, action, subject: `segment/${key}`, detail: { door, ...detail } });

  const sizeOf = async (
    { key, name, source }: Segment,
    { customers, before }: { customers: number; before: Sizes | null },
  ): Promise<Omit<SegmentSize, 'trend'>> => {
    const [keptSince, uploaded] = await Promise.all([
      changes.keptSince(key),
      source === 'upload' ? uploads.count(key) : null,
    ]);
    return {
      ...{ key, name, source, customers, uploaded },
      customers_before: before?.[key] ?? null,
      kept_since: keptSince?.toISOString() ?? null,
    };
  };

  /** A size that still moves is no size of today. */
  const daysOf = (
    { customers, customers_before: before, kept_since: since }: Omit<SegmentSize, 'trend'>,
    found: Parameters<typeof sizesByDay>[0]['changes'],
    { now, days }: { now: Date; days: number },
  ): SegmentDay[] => {
    const keptSince = since === null ? null : new Date(since);
    const sizes = sizesByDay({ customers, changes: found, keptSince, now, days });
    return before === null
      ? sizes
      : sizes.map((size, index) => (index === days - 1 ? { ...size, customers: before } : size));
  };

  const recompute = async () => {
    await members.countAnew();
    return upkeep.recompute({ again: true });
  };

  return {
    sizes: async (): Promise<SegmentSizes> => {
      const now = clock();
      const [{ customers: everyone, bySegment }, found, { recompute, before }] = await Promise.all([
        members.sizes(),
        changes.byDayOfAll(firstDay(now, sparkDays)),
        upkeep.status(),
      ]);
      const segments: SegmentSize[] = [];
      for (const segment of all(release())) {
        const { key } = segment;
        const size = await sizeOf(segment, { customers: bySegment.get(key) ?? 0, before });
        const days = daysOf(size, found.get(key) ?? [], { now, days: sparkDays });
        segments.push({ ...size, trend: days.map(({ customers }) => customers) });
      }
      return { release: release().number, customers: everyone, segments, recompute };
    },

    detail: async (key: string, days: number): Promise<SegmentDetail> => {
      const now = clock();
      const segment = find(key);
      const [customers, found, { recompute, before }] = await Promise.all([
        members.count(key),
        changes.byDay(key, firstDay(now, days)),
        upkeep.status(),
      ]);
      const size = await sizeOf(segment, { customers, before });
      return {
        ...size,
        days: daysOf(size, found, { now, days }),
        usedBy: usersOf(key, release()),
        recompute,
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

    /** Every member as lines of a file, read while they are written; the audit log has it before. */
    export: async (key: string, format: ExportFormat, who: Who): Promise<AsyncGenerator<string>> => {
      find(key);
      await tell('segment.exported', key, who, { format, customers: await members.count(key) });
      return exportLines(members.stream(key), format);
    },

    /** @throws ProblemError 'invalid-request' for a segment that is defined by conditions */
    upload: (
      key: string,
      { mode, rows, ...who }: Who & Pick<UploadOrder, 'mode' | 'rows'>,
    ): Promise<UploadResult> => {
      if (find(key).source !== 'upload')
        throw problem('invalid-request', { detail: `Who is in "${key}" follows from its conditions.` });
      return takeUpload(dependencies, {
        ...{ segment: key, mode, rows },
        record: (counts) => tell('segment.uploaded', key, who, { mode, ...counts }),
      });
    },

    progress: async () => (await upkeep.status()).recompute,

    /** Computes everyone's memberships anew, while nobody waits for it; null where another process does. */
    recompute,

    /** The same, without waiting for its end. */
    start: (): void => {
      recompute().catch(dependencies.onError);
    },
  };
};

export type SegmentsService = ReturnType<typeof segmentsService>;
