import { type ErrorRequestHandler, type Request, type RequestHandler, Router } from 'express';
import { type EvaluatedFlags, EvaluationQuery } from '#schemas/ofrep.ts';
import { handle, parse } from '#server/platform/http.ts';
import { withPrivacyControl } from '#server/platform/privacy-control.ts';
import { readContext } from './context.ts';
import { failureOf } from './failures.ts';
import type { OfrepService } from './service.ts';

type Dependencies = {
  service: OfrepService;
  requireDecide: RequestHandler;
  /** May whoever asks see the shop's own numbers? */
  mayRead: (req: Request) => boolean;
  /** Where whoever asks is told of releases after this one. */
  streamAddress: (req: Request, release: number) => string;
};

const releaseNumber = /^\d{1,9}$/;

/** OpenFeature's remote evaluation protocol, 0.3. */
export const ofrepRoutes = ({ service, requireDecide, mayRead, streamAddress }: Dependencies): Router => {
  const questionOf = (req: Request) => {
    const { flagConfigEtag: told = '' } = parse(EvaluationQuery, req.query, 'query');
    return {
      context: withPrivacyControl(readContext(req.body), req),
      mayRead: mayRead(req),
      preview: req.get('x-attune-preview'),
      toldOf: releaseNumber.test(told) ? Number(told) : undefined,
    };
  };
  const router = Router();
  router.post(
    '/evaluate/flags/:key',
    requireDecide,
    handle((req) => service.one(String(req.params['key']), questionOf(req))),
  );
  router.post(
    '/evaluate/flags',
    requireDecide,
    handle(async (req, res) => {
      const { etag, release, flags } = await service.all(questionOf(req), req.get('if-none-match'));
      res.set('ETag', etag);
      if (flags === null) return void res.status(304).end();
      const endpoint = { requestUri: streamAddress(req, release) };
      return {
        flags,
        eventStreams: [{ type: 'sse', endpoint }],
        metadata: { release },
      } satisfies EvaluatedFlags;
    }),
  );
  return router;
};

const keyIn = ({ path }: Request): string | undefined => {
  const [, key] = /\/evaluate\/flags\/([^/]+)/.exec(path) ?? [];
  if (key === undefined) return undefined;
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
};

/** Tells errors as the protocol does. */
export const ofrepFailures: ErrorRequestHandler = (error, req, res, next) => {
  if (res.headersSent) return next(error);
  const { status, headers, body } = failureOf(error, keyIn(req));
  if (status >= 500) (req as { log?: { error(value: unknown): void } }).log?.error({ err: error });
  res.status(status).set(headers);
  if (body === undefined) res.end();
  else res.json(body);
};
