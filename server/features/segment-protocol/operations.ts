import { z } from 'zod';
import { SegmentMessage, SegmentResponse, type SegmentType, segmentTypes } from '#schemas/segment-message.ts';
import type { Operation } from '#server/platform/openapi.ts';

const common = {
  method: 'post',
  tag: 'Segment protocol',
  security: 'key',
  success: { status: 200, description: 'Stored; rows at fault are in quarantine', schema: SegmentResponse },
  problems: [400, 401, 403, 429],
} as const;

const Batch = z.looseObject({
  batch: z.array(SegmentMessage).max(2500),
  context: z.record(z.string(), z.unknown()).optional(),
  sentAt: z.iso.datetime({ offset: true }).optional(),
  writeKey: z.string().optional(),
});

const userId = 'demo-1';
const examples: Readonly<Record<SegmentType, object>> = {
  identify: { userId, traits: { plan: 'gold' } },
  track: { userId, event: 'Product Viewed', properties: { product_id: 'mug-1', price: 14.9 } },
  page: { userId, name: 'Home' },
  screen: { userId, name: 'Start' },
  group: { userId, groupId: 'club' },
  alias: { userId, previousId: 'visitor-1' },
};

/** The Segment tracking protocol, as the API's documentation tells it. */
export const segmentOperations: readonly Operation[] = [
  {
    ...common,
    path: '/v1/batch',
    summary: 'Take up to 2,500 messages of the Segment tracking protocol; a row at fault holds up no other',
    body: Batch,
    example: { batch: [{ type: 'track', ...examples.track }] },
  },
  ...segmentTypes.map((type) => ({
    ...common,
    path: `/v1/${type}`,
    summary: `Take one "${type}" of the Segment tracking protocol`,
    body: SegmentMessage.omit({ type: true }),
    example: examples[type],
  })),
];
