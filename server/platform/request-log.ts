import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { pinoHttp } from 'pino-http';
import { shownAddress } from './address.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';

/** One line a request, with an id that the answer carries too. */
export const requestLog = (logger: Logger): RequestHandler =>
  pinoHttp({
    logger,
    genReqId: (req, res) => {
      const given = req.headers['x-request-id'];
      const id = typeof given === 'string' && /^[\w.-]{1,100}$/.test(given) ? given : randomUUID();
      res.setHeader('X-Request-Id', id);
      return id;
    },
    customLogLevel: (_req, res, error) => (error || res.statusCode >= 500 ? 'error' : 'info'),
    serializers: {
      req: ({ id, method, url }) => ({ id, method, url: shownAddress(url) }),
      res: ({ statusCode }) => ({ statusCode }),
    },
  }) as RequestHandler;

const surfaces = ['/api/v1/personalization', '/api/admin', '/ofrep/v1', '/v1', '/webhooks'] as const;

/** `/api/admin/rules/:key`: few enough for a label. While errors are handled Express has forgotten the base. */
const routeLabel = (req: Request): string => {
  const path = (req.route as { path?: unknown } | undefined)?.path;
  if (typeof path !== 'string') return 'unmatched';
  const surface = surfaces.find((prefix) => req.originalUrl.startsWith(prefix)) ?? '';
  return path.startsWith(surface) ? path : `${surface}${path}`;
};

/** Times every answer, by route and status. */
export const measure =
  ({ requests }: Metrics): RequestHandler =>
  (req, res, next) => {
    const stop = requests.startTimer();
    res.on('finish', () =>
      stop({ method: req.method, route: routeLabel(req), status: String(res.statusCode) }),
    );
    next();
  };
