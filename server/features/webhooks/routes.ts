import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { Router } from 'express';
import type { Clock } from '#server/platform/clock.ts';
import { handle, jsonOf, readBody } from '#server/platform/http.ts';
import { problem } from '#server/platform/problems.ts';
import type { WebhookService } from './service.ts';

type Dependencies = {
  service: WebhookService;
  /** What Shopify signs this environment's webhooks with; null where no shop is connected. */
  secret: string | null;
  clock: Clock;
};

const bodyLimit = 2 * 1024 * 1024;

/** The signature is over the very bytes, so they are checked before anything is read from them. */
const isSigned = (bytes: Buffer, signature: string, secret: string): boolean => {
  const expected = createHmac('sha256', secret).update(bytes).digest();
  const given = Buffer.from(signature, 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
};

const idFrom = (header: string | undefined, bytes: Buffer): string =>
  header !== undefined && /^[\w-]{1,80}$/.test(header)
    ? header
    : createHash('sha256').update(bytes).digest('base64url').slice(0, 22);

/** Webhooks that come in from Shopify. */
export const webhookRoutes = ({ service, secret, clock }: Dependencies): Router => {
  const router = Router();
  router.post(
    '/shopify',
    handle(async (req) => {
      const bytes = await readBody(req, bodyLimit);
      if (secret === null || !isSigned(bytes, req.get('x-shopify-hmac-sha256') ?? '', secret))
        throw problem('unauthorized', { detail: 'The signature is not one of the shop connected here.' });
      const body = jsonOf(bytes);
      if (typeof body !== 'object' || body === null || Array.isArray(body))
        throw problem('invalid-request', { detail: 'The body is to be a JSON object.' });
      const topic = req.get('x-shopify-topic') ?? '';
      const eventId = idFrom(req.get('x-shopify-event-id'), bytes);
      await service.take({ topic, eventId, body: body as Record<string, unknown> }, clock());
      return { received: true };
    }),
  );
  return router;
};
