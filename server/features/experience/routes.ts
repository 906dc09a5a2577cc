import { type Request, type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { ExperienceRequest, PerformanceRequest } from '#schemas/decision.ts';
import type { StoredEvent } from '#schemas/event.ts';
import type { Clock } from '#server/platform/clock.ts';
import { handle, parse } from '#server/platform/http.ts';
import { withPrivacyControl } from '#server/platform/privacy-control.ts';
import { problem } from '#server/platform/problems.ts';
import { type TokenPayload, verifyToken } from '#server/platform/token.ts';
import { eventsOf } from './performance.ts';
import { publicView } from './public-view.ts';
import type { ExperienceService } from './service.ts';

export const ExperienceQuery = z.strictObject({
  explain: z
    .enum(['true', 'false'])
    .optional()
    .describe('adds the full trace: every rule and condition, expected and actual'),
});

export const PerformanceResponse = z.strictObject({
  accepted: z.number().int().describe('events that are now stored'),
  duplicates: z.number().int().describe('events that were stored before'),
});

type Dependencies = {
  service: ExperienceService;
  requireDecide: RequestHandler;
  requireTrack: RequestHandler;
  /** Guards the trace, which holds the customer's profile. */
  requireRead: RequestHandler;
  /** May whoever asks see the customer's and the shop's own values? */
  mayRead: (req: Request) => boolean;
  /** Stores events durably and brings their profiles up to date. */
  track: (events: readonly StoredEvent[]) => Promise<{ accepted: number; duplicates: number }>;
  scope: string;
  secret: string;
  clock: Clock;
};

const previewHeader = 'x-attune-preview';

/** A preview may come as a header too, which a storefront can pass on without looking into its request. */
const withPreview = (body: unknown, req: Request): unknown => {
  const preview = req.get(previewHeader);
  const fits =
    typeof body === 'object' && body !== null && !Array.isArray(body) && !Object.hasOwn(body, 'preview');
  return preview !== undefined && fits ? { ...body, preview } : body;
};

const readToken = (text: string, { scope, secret }: Dependencies): TokenPayload => {
  const payload = verifyToken(text, secret);
  if (payload === null || payload.s !== scope)
    throw problem('not-found', { detail: 'This experience id was not issued here.' });
  return payload;
};

const whenExplaining =
  (guard: RequestHandler): RequestHandler =>
  (req, res, next) =>
    req.query['explain'] === 'true' ? guard(req, res, next) : next();

export const experienceRoutes = (dependencies: Dependencies): Router => {
  const { service, clock } = dependencies;
  const router = Router();
  router.post(
    '/experience',
    dependencies.requireDecide,
    whenExplaining(dependencies.requireRead),
    handle(async (req) => {
      const { explain } = parse(ExperienceQuery, req.query, 'query');
      const asked = parse(ExperienceRequest, withPreview(req.body, req));
      const request = { ...asked, context: withPrivacyControl(asked.context, req) };
      const made = await service.decide(request, { explain: explain === 'true' });
      return dependencies.mayRead(req) ? made : publicView(made);
    }),
  );
  router.post(
    '/experience/:id/performance',
    dependencies.requireTrack,
    handle(async (req, res) => {
      const payload = readToken(String(req.params['id']), dependencies);
      const request = parse(PerformanceRequest, req.body);
      const events = eventsOf(request, { payload, receivedAt: clock() }).map((event) => ({
        ...event,
        context: withPrivacyControl(event.context, req),
      }));
      res.status(202);
      if (payload.p) return { accepted: 0, duplicates: 0 };
      const { accepted, duplicates } = await dependencies.track(events);
      return { accepted, duplicates };
    }),
  );
  return router;
};
