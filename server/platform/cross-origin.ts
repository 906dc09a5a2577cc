import type { RequestHandler } from 'express';

/** Storefronts call from pages of other origins; they authenticate by key and send no cookies. */
export const crossOrigin: RequestHandler = (req, res, next) => {
  res.set({
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Expose-Headers':
      'ETag, Idempotency-Replayed, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id',
    'Cross-Origin-Resource-Policy': 'cross-origin',
  });
  if (req.method !== 'OPTIONS') return next();
  res.set({
    'Access-Control-Allow-Methods': 'GET, POST, PUT, PATCH, DELETE',
    'Access-Control-Allow-Headers':
      'Authorization, X-API-Key, Content-Type, Idempotency-Key, If-None-Match, X-Attune-Preview, X-Request-Id, Sec-GPC',
    'Access-Control-Max-Age': '600',
  });
  res.sendStatus(204);
};
