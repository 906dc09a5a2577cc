import { z } from 'zod';
import { Key } from './key.ts';
import { segmentSources } from './segment.ts';

/** Why a membership changed. */
export const changeCauses = ['event', 'time', 'release', 'upload', 'merge'] as const;
export type ChangeCause = (typeof changeCauses)[number];

/** One customer came into a segment or left it. */
export type SegmentChange = {
  segment: string;
  profileId: string;
  at: Date;
  change: 'entered' | 'left';
  cause: ChangeCause;
};

const Size = z.strictObject({
  key: z.string(),
  name: z.string(),
  source: z.enum(segmentSources),
  customers: z.number().int().describe('customers who are in it now, counted'),
  customers_before: z
    .number()
    .int()
    .nullable()
    .describe(
      'while everyone is computed anew: customers who were in it when memberships were complete last; null where the segment is newer, and at any other time',
    ),
  uploaded: z.number().int().nullable().describe('ids that were uploaded; null for a segment by conditions'),
  trend: z
    .array(z.number().int().nullable())
    .describe(
      'customers at the end of each of the last 30 days (UTC), oldest first, null where that is not known; the last is now, or before everyone was computed anew, as long as that goes on',
    ),
  kept_since: z.iso
    .datetime()
    .nullable()
    .describe('since when who comes and goes is kept: of days before, sizes are not known'),
});
export type SegmentSize = z.infer<typeof Size>;

/** How far a changed segment has been computed anew for everyone. */
export const Recompute = z.strictObject({
  state: z.enum(['running', 'done']),
  release: z.number().int(),
  startedAt: z.date(),
  endedAt: z.date().nullable(),
  done: z.number().int().describe('customers that were looked at'),
  total: z.number().int().describe('customers there were at the start'),
  changes: z.number().int().describe('memberships that began or ended by it'),
  counting: z
    .strictObject({ done: z.number().int(), total: z.number().int() })
    .optional()
    .describe('customers whose histories are counted before, as long as that goes on'),
});
export type Recompute = z.infer<typeof Recompute>;

export const RecomputeProgress = z.strictObject({ recompute: Recompute.nullable() });

export const SegmentSizes = z
  .strictObject({
    release: z.number().int(),
    customers: z.number().int(),
    segments: z.array(Size),
    recompute: Recompute.nullable(),
  })
  .meta({ id: 'SegmentSizes' });
export type SegmentSizes = z.infer<typeof SegmentSizes>;

const Day = z.strictObject({
  day: z.iso.date(),
  customers: z
    .number()
    .int()
    .nullable()
    .describe('at its end, UTC; of today: now; null where nothing of the day is kept'),
  entered: z.number().int().nullable(),
  left: z.number().int().nullable(),
});
export type SegmentDay = z.infer<typeof Day>;

export const SegmentDetail = z
  .strictObject({
    ...Size.omit({ trend: true }).shape,
    days: z.array(Day),
    usedBy: z.array(z.string()).describe('documents whose conditions name it: rule/vip-hero'),
    recompute: Recompute.nullable(),
  })
  .meta({ id: 'SegmentDetail' });
export type SegmentDetail = z.infer<typeof SegmentDetail>;

export const DaysQuery = z.strictObject({ days: z.coerce.number().int().min(1).max(366).default(90) });

const keyList = z
  .string()
  .transform((text) => text.split(','))
  .pipe(
    z
      .array(Key)
      .min(2)
      .max(5)
      .refine((keys) => new Set(keys).size === keys.length, 'names a segment twice'),
  );
export const OverlapQuery = z.strictObject({ segments: keyList });

export const Overlap = z
  .strictObject({
    segments: z.array(z.strictObject({ key: z.string(), customers: z.number().int() })),
    groups: z
      .array(
        z.strictObject({
          segments: z.array(z.string()).describe('in these, and in none of the others that were asked about'),
          customers: z.number().int(),
        }),
      )
      .describe('each customer who is in any of them counts in one group; the largest first'),
    any: z.number().int(),
    all: z.number().int(),
  })
  .meta({ id: 'SegmentOverlap' });
export type Overlap = z.infer<typeof Overlap>;

const Member = z.strictObject({
  id: z.string().describe('the customer’s profile'),
  subject: z.string(),
  since: z.date(),
});
export const Members = z.array(Member).meta({ id: 'SegmentMembers' });
export type SegmentMember = z.infer<typeof Member>;

export const exportFormats = ['csv', 'ndjson'] as const;
export const ExportQuery = z.strictObject({ format: z.enum(exportFormats).default('csv') });
export type ExportFormat = (typeof exportFormats)[number];

export const uploadModes = ['add', 'remove', 'replace'] as const;
export type UploadMode = (typeof uploadModes)[number];
export const UploadQuery = z.strictObject({
  mode: z
    .enum(uploadModes)
    .default('add')
    .describe('replace: whoever is not in the upload leaves, unless one of its rows has a fault'),
});

const RowFault = z.strictObject({ row: z.number().int().describe('1 for the first'), message: z.string() });
export const UploadResult = z
  .strictObject({
    rows: z.number().int(),
    added: z.number().int().describe('ids that were not in it before'),
    removed: z.number().int(),
    faulty: z.number().int().describe('rows that were left out'),
    faults: z.array(RowFault).describe('the first 1,000 of them'),
    customers: z.number().int().describe('customers who are in it now'),
  })
  .meta({ id: 'SegmentUploadResult' });
export type UploadResult = z.infer<typeof UploadResult>;
