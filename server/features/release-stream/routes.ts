import { type Request, type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { type KeyPrincipal, principalOf } from '#server/platform/auth.ts';
import { parse } from '#server/platform/http.ts';
import { problem } from '#server/platform/problems.ts';
import type { ReleaseStream } from './stream.ts';
import { tickets } from './ticket.ts';

export const StreamQuery = z.looseObject({
  ticket: z.string().max(1000).optional().describe('from `eventStreams`; instead of a key'),
  since: z.string().max(20).optional().describe('the release that the client has'),
});

type Dependencies = {
  requireDecide: RequestHandler;
  /** The key with this id, unless it is revoked. */
  findKey: (id: string) => Promise<KeyPrincipal | null>;
  streamOf: (environment: string) => ReleaseStream | undefined;
  secret: string;
};

const releaseNumber = /^\d{1,9}$/;

/** What it heard last comes before what it had when it first came. */
const knownTo = (req: Request): number | undefined => {
  const said = [req.get('last-event-id'), parse(StreamQuery, req.query, 'query').since];
  const known = said.find((text) => text !== undefined && releaseNumber.test(text));
  return known === undefined ? undefined : Number(known);
};

/** Where the holder of a key is told of releases after this one. */
export const streamAddress =
  (secret: string) =>
  (req: Request, release: number): string => {
    const principal = principalOf(req);
    if (principal.kind !== 'key') throw problem('forbidden');
    const { environment } = principal.scope;
    const ticket = tickets.sign({ k: 'release-stream', environment, key: principal.id }, secret);
    return `/ofrep/v1/stream?ticket=${ticket}&since=${release}`;
  };

/** The stream of releases, for who has a key or a ticket. */
export const releaseStreamRoutes = (dependencies: Dependencies): Router => {
  const { requireDecide, findKey, streamOf, secret } = dependencies;

  const holderOf = async (text: string): Promise<KeyPrincipal> => {
    const ticket = tickets.verify(text, secret);
    const holder = ticket && (await findKey(ticket.key));
    if (!holder?.rights.includes('decide')) throw problem('unauthorized');
    return holder;
  };

  const unlessTicket: RequestHandler = (req, res, next) =>
    req.query['ticket'] === undefined ? requireDecide(req, res, next) : next();

  const router = Router();
  router.get('/stream', unlessTicket, async (req, res) => {
    // an answer without a body would have nothing to end it
    if (req.method === 'HEAD') throw problem('method-not-allowed', { headers: { Allow: 'GET' } });
    const { ticket } = parse(StreamQuery, req.query, 'query');
    const principal = ticket === undefined ? principalOf(req) : await holderOf(ticket);
    const stream = principal.kind === 'key' ? streamOf(principal.scope.environment) : undefined;
    if (!stream) throw problem('not-found', { detail: 'There is no such stream.' });
    stream.open(res, knownTo(req));
  });
  return router;
};
