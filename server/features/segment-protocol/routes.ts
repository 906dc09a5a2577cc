import { type Request, type RequestHandler, Router } from 'express';
import type { SegmentType } from '#schemas/segment-message.ts';
import type { Visitor } from '#server/domain/profiles/visit-context.ts';
import type { Clock } from '#server/platform/clock.ts';
import { handle } from '#server/platform/http.ts';
import { problem } from '#server/platform/problems.ts';
import type { Batch, SegmentService } from './service.ts';

type Fields = Record<string, unknown>;

type Dependencies = {
  service: SegmentService;
  requireTrack: RequestHandler;
  /** What a browser's request says of its visitor. */
  visitorOf: (req: Request) => Visitor;
  clock: Clock;
};

const mostEvents = 2500;

/** Each call's paths: the one of servers, and the short one of browsers. */
const calls: Readonly<Record<SegmentType, string>> = {
  identify: 'i',
  track: 't',
  page: 'p',
  screen: 's',
  group: 'g',
  alias: 'a',
};

const timeIn = (value: unknown): string | undefined =>
  typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? value : undefined;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a batch says for all its messages holds for those that say nothing themselves. */
const batchOf = ({ batch, context, sentAt }: Fields): Batch => {
  if (!Array.isArray(batch))
    throw problem('invalid-request', { errors: [{ path: '/batch', message: 'a list of messages' }] });
  if (batch.length > mostEvents)
    throw problem('invalid-request', {
      errors: [{ path: '/batch', message: `at most ${mostEvents} messages a call` }],
    });
  const messages = batch.map((message: unknown) =>
    isObject(context) && isObject(message) && message['context'] === undefined
      ? { ...message, context }
      : message,
  );
  return { messages, sentAt: timeIn(sentAt) };
};

/** The address says what a single message is; its key is no part of it. */
const single = ({ writeKey: _, ...message }: Fields, type: SegmentType): Batch => ({
  messages: [{ ...message, type }],
});

/** The Segment tracking protocol: to be mounted at `/v1`. */
export const segmentRoutes = ({ service, requireTrack, visitorOf, clock }: Dependencies): Router => {
  const router = Router();
  const take = (read: (body: Fields) => Batch): RequestHandler =>
    handle(async (req) => {
      const receipt = { receivedAt: clock(), source: 'segment' as const, visitor: visitorOf(req) };
      await service.take(read(req.body as Fields), receipt);
      return { success: true };
    });
  for (const [type, short] of Object.entries(calls) as [SegmentType, string][])
    for (const path of [type, short])
      router.post(
        `/${path}`,
        requireTrack,
        take((body) => single(body, type)),
      );
  for (const path of ['batch', 'b', 'import']) router.post(`/${path}`, requireTrack, take(batchOf));
  return router;
};
