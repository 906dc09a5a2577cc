import { z } from 'zod';

/** What ends with time. */
export const retentionKinds = [
  'events',
  'journey_moves',
  'segment_changes',
  'decisions',
  'quarantine',
  'audit',
  'consent',
  'privacy_requests',
] as const;
export type RetentionKind = (typeof retentionKinds)[number];

const Removed = z
  .partialRecord(z.enum(retentionKinds), z.number().int())
  .describe('how many of each kind; a kind without any is absent');

const RetentionDay = z.strictObject({ day: z.string().describe('UTC'), removed: Removed });
export type RetentionDay = z.infer<typeof RetentionDay>;

/** What retention removed: numbers only. */
export const RetentionReport = z.strictObject({
  last: z
    .strictObject({ at: z.date(), removed: Removed })
    .nullable()
    .describe('the last run; null before the first'),
  days: z.array(RetentionDay).describe('of the last 30 days with a run those with removals, newest first'),
});
export type RetentionReport = z.infer<typeof RetentionReport>;
