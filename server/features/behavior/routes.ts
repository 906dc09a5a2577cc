import { createHash } from 'node:crypto';
import { type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { Behavior, type StoredEvent } from '#schemas/event.ts';
import type { Clock } from '#server/platform/clock.ts';
import { handle, parse } from '#server/platform/http.ts';
import { problem } from '#server/platform/problems.ts';
import type { TokenPayload } from '#server/platform/token.ts';
import { createMessageIds } from './message-ids.ts';
import type { BehaviorService } from './service.ts';
import { type Reading, toEvent } from './to-event.ts';

const Batch = z.strictObject({ events: z.array(Behavior).min(1).max(1000) });

/** One behavior, or `{events: […]}`. */
export const TrackRequest = z.union([Behavior, Batch]);

export const TrackResponse = z.strictObject({
  accepted: z.number().int().describe('events that are now stored'),
  duplicates: z.number().int().describe('events that were stored before'),
  message_ids: z.array(z.string()).describe('in the order of the events'),
  significance_score: z
    .number()
    .nullable()
    .describe(
      'how much the events changed what is believed of the customer, 0 to 1: the Jensen–Shannon divergence between category affinities before and after; the largest of a batch; null while it is not known yet',
    ),
});

type Dependencies = {
  service: BehaviorService;
  requireTrack: RequestHandler;
  scope: string;
  clock: Clock;
  verifyToken: (text: string) => TokenPayload | null;
};

/** Every event of a request, and those of them that are to be stored. */
type Events = { all: StoredEvent[]; stored: StoredEvent[] };

type Body = { behaviors: Behavior[]; pathOf: (index: number) => string };

/** The schema is picked by form, so that each fault is told once and at its own path. */
const readBody = (body: unknown): Body => {
  if (typeof body === 'object' && body !== null && Object.hasOwn(body, 'events'))
    return { behaviors: parse(Batch, body).events, pathOf: (index) => `/events/${index}` };
  return { behaviors: [parse(Behavior, body)], pathOf: () => '' };
};

/** All or nothing: one fault anywhere refuses the request with every fault in it. */
const readEvents = ({ behaviors, pathOf }: Body, reading: Reading): Events => {
  const read = behaviors.map((behavior) => toEvent(behavior, reading));
  const errors = read.flatMap((item, index) =>
    'faults' in item ? item.faults.map(({ path, message }) => ({ path: pathOf(index) + path, message })) : [],
  );
  if (errors.length > 0) throw problem('invalid-request', { detail: 'The body has faults.', errors });
  const sound = read.flatMap((item) => ('event' in item ? [item] : []));
  return {
    all: sound.map(({ event }) => event),
    stored: sound.flatMap(({ event, uncounted }) => (uncounted ? [] : [event])),
  };
};

/** With an Idempotency-Key, ids that the same request sent again gets again: so its events are duplicates. */
const repeatable = (key: string | undefined): (() => string) | undefined => {
  if (key === undefined) return undefined;
  const hash = createHash('sha256').update(key).digest('base64url').slice(0, 22);
  let count = 0;
  return () => `i-${hash}-${String(count++).padStart(6, '0')}`;
};

export const behaviorRoutes = ({
  service,
  requireTrack,
  scope,
  clock,
  verifyToken,
}: Dependencies): Router => {
  const router = Router();
  const newMessageId = createMessageIds();
  router.post(
    '/track-behavior',
    requireTrack,
    handle(async (req, res) => {
      const { all, stored } = readEvents(readBody(req.body), {
        scope,
        verifyToken,
        newMessageId: repeatable(req.get('idempotency-key')) ?? newMessageId,
        receivedAt: clock(),
      });
      const { accepted, duplicates, significance } = await service.track(stored);
      res.status(202);
      return {
        accepted,
        duplicates,
        message_ids: all.map(({ messageId }) => messageId),
        significance_score: significance,
      };
    }),
  );
  return router;
};
