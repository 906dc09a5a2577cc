import { z } from 'zod';

export const segmentTypes = ['identify', 'track', 'page', 'screen', 'group', 'alias'] as const;
export type SegmentType = (typeof segmentTypes)[number];

const Id = z
  .union([z.string(), z.number()], 'this must be a text or a number')
  .nullish()
  .transform((id) => (id === null || id === undefined || id === '' ? undefined : String(id)));
const Time = z.iso.datetime({ offset: true }).nullish();
const Open = z.record(z.string(), z.unknown());
const Name = z.string().max(200).nullish();

/** One message of the Segment tracking protocol, as its clients send it; more fields are welcome. */
export const SegmentMessage = z.looseObject({
  type: z.enum(segmentTypes),
  messageId: z.string().min(1).max(99).nullish(),
  userId: Id,
  anonymousId: Id,
  previousId: Id,
  groupId: Id,
  event: Name,
  name: Name,
  category: Name,
  properties: Open.nullish(),
  traits: Open.nullish(),
  context: Open.nullish(),
  timestamp: Time,
  originalTimestamp: Time,
  sentAt: Time,
});
export type SegmentMessage = z.infer<typeof SegmentMessage>;

export const SegmentResponse = z.strictObject({ success: z.literal(true) });
