import { createHash } from 'node:crypto';
import { type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { Behavior, type StoredEvent } from '#schemas/event.ts';
import type { Clock } from '#server/platform/clock.ts';
import { handle, parse } from '#server/platform/http.ts';
import { problem } from '#server/platform/problems.ts';
import { visitorOf } from '#server/platform/visitor.ts';
import type { BehaviorService } from './service.ts';
import type { Read } from './to-event.ts';

const Batch = z.strictObject({ events: z.array(Behavior).min(1).max(1000) });

/** One behavior, or `{events: […]}`. */
export const TrackRequest = z.union([Behavior, Batch]);

export const TrackResponse = z.strictObject({
  accepted: z.number().int().describe('events that are now stored'),
  duplicates: z.number().int().describe('events that were stored before'),
  erased: z
    .number()
    .int()
    .describe('events that happened before their customer was erased, and that are not stored'),
  bots: z.number().int().describe('events that programs made, and that are not stored'),
  message_ids: z.array(z.string()).describe('in the order of the events'),
  significance_score: z
    .number()
    .nullable()
    .describe(
      'how much the events changed what is believed of the customer, 0 to 1: of categories, brands, kinds of behavior, orders, traits and consent the one that moved most; the largest of a batch; null while it is not known yet',
    ),
});

type Dependencies = {
  service: BehaviorService;
  requireTrack: RequestHandler;
  clock: Clock;
};

/** Every event of a request, and those of them that are to be stored. */
type Events = { all: StoredEvent[]; stored: StoredEvent[]; bots: number };

type Body = { behaviors: Behavior[]; pathOf: (index: number) => string };

/** The schema is picked by form, so that each fault is told once and at its own path. */
const readBody = (body: unknown): Body => {
  if (typeof body === 'object' && body !== null && Object.hasOwn(body, 'events'))
    return { behaviors: parse(Batch, body).events, pathOf: (index) => `/events/${index}` };
  return { behaviors: [parse(Behavior, body)], pathOf: () => '' };
};

/** All or nothing: one fault anywhere refuses the request with every fault in it. */
const eventsOf = ({ behaviors, pathOf }: Body, read: (behavior: Behavior) => Read): Events => {
  const reads = behaviors.map(read);
  const errors = reads.flatMap((item, index) =>
    'faults' in item ? item.faults.map(({ path, message }) => ({ path: pathOf(index) + path, message })) : [],
  );
  if (errors.length > 0) throw problem('invalid-request', { detail: 'The body has faults.', errors });
  const sound = reads.flatMap((item) => ('event' in item ? [item] : []));
  return {
    all: sound.map(({ event }) => event),
    bots: sound.filter(({ uncounted }) => uncounted === 'bot').length,
    stored: sound.flatMap(({ event, uncounted }) => (uncounted === null ? [event] : [])),
  };
};

/** With an Idempotency-Key, ids that the same request sent again gets again: so its events are duplicates. */
const repeatable = (key: string | undefined): (() => string) | undefined => {
  if (key === undefined) return undefined;
  const hash = createHash('sha256').update(key).digest('base64url').slice(0, 22);
  let count = 0;
  return () => `i-${hash}-${String(count++).padStart(6, '0')}`;
};

export const behaviorRoutes = ({ service, requireTrack, clock }: Dependencies): Router => {
  const router = Router();
  router.post(
    '/track-behavior',
    requireTrack,
    handle(async (req, res) => {
      const receipt = {
        receivedAt: clock(),
        source: 'api' as const,
        newMessageId: repeatable(req.get('idempotency-key')),
        visitor: visitorOf(req, service.settings()),
      };
      const body = readBody(req.body);
      const { all, stored, bots } = eventsOf(body, (behavior) => service.read(behavior, receipt));
      const { accepted, duplicates, erased, significance } = await service.track(stored);
      res.status(202);
      return {
        accepted,
        duplicates,
        erased,
        bots,
        message_ids: all.map(({ messageId }) => messageId),
        significance_score: significance,
      };
    }),
  );
  return router;
};
