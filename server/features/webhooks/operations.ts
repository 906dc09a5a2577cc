import { z } from 'zod';
import type { Operation } from '#server/platform/openapi.ts';

/** Inbound webhooks, as the API's documentation tells them. */
export const webhookOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/webhooks/shopify',
    tag: 'Webhooks',
    summary: 'Take a webhook of Shopify, signed in X-Shopify-Hmac-Sha256',
    query: z.object({ environment: z.string().optional() }),
    body: z.record(z.string(), z.unknown()),
    example: { token: 'c1', line_items: [{ product_id: 1, quantity: 1, price: '14.90' }] },
    success: {
      status: 200,
      description: 'Stored',
      schema: z.strictObject({ received: z.literal(true) }),
    },
    problems: [400, 401, 413, 429],
  },
];
