import { type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { principalOf } from '#server/platform/auth.ts';
import type { Clock } from '#server/platform/clock.ts';
import { handle, parse } from '#server/platform/http.ts';
import { problem } from '#server/platform/problems.ts';
import type { LiveFeed } from './feed.ts';
import { liveTickets } from './ticket.ts';

const Query = z.looseObject({ ticket: z.string().min(1).max(1000), environment: z.string().optional() });
const ticketLifeMs = 60_000;

type Dependencies = {
  feed: LiveFeed;
  environment: string;
  scope: string;
  secret: string;
  requireUser: RequestHandler;
  clock: Clock;
};

/** `POST /events/tickets` gives the address of the stream, `GET /events/stream` is the stream. */
export const liveEventRoutes = ({
  feed,
  environment,
  scope,
  secret,
  requireUser,
  clock,
}: Dependencies): Router => {
  const router = Router();
  router.post(
    '/events/tickets',
    requireUser,
    handle((req) => {
      const principal = principalOf(req);
      const user = principal.kind === 'user' ? principal.id : principal.name;
      const until = clock().getTime() + ticketLifeMs;
      const ticket = liveTickets.sign({ k: 'live-events', scope, user, until }, secret);
      const query = new URLSearchParams({ environment, ticket });
      return { address: `/api/admin/events/stream?${query}` };
    }),
  );
  router.get(
    '/events/stream',
    requireUser,
    handle((req, res) => {
      const { ticket: text } = parse(Query, req.query, 'query');
      const ticket = liveTickets.verify(text, secret);
      const isGood = ticket !== null && ticket.scope === scope && ticket.until > clock().getTime();
      if (!isGood) throw problem('unauthorized', { detail: 'The ticket is not good any more. Get another.' });
      feed.open(res);
    }),
  );
  return router;
};
