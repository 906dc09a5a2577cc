import type { Request, RequestHandler, Response } from 'express';
import { shownAddress } from './address.ts';
import type { Clock } from './clock.ts';
import { contentHash } from './content-hash.ts';
import { problem } from './problems.ts';

/** An answer as it went out. */
export type StoredReply = { status: number; headers: Record<string, string>; body: string };

/** What became of a request that asked for its key. */
export type Claim =
  /** It is the first, or the one before it ended without an answer. `finish` stores what is answered. */
  | { state: 'taken'; finish: (reply: StoredReply) => Promise<void>; release: () => Promise<void> }
  | { state: 'answered'; reply: StoredReply }
  | { state: 'under-way' }
  | { state: 'other-body' };

export type IdempotencyClaims = {
  /** `text` is the key as it was sent: whoever does not know it cannot read the reply. */
  claim: (asked: { name: string; text: string; body: string; at: Date }) => Promise<Claim>;
};

type Dependencies = {
  claims: IdempotencyClaims;
  /** Who asks, such as `key/42`; null for whoever is not let in, whom the route refuses. */
  asker: (req: Request) => Promise<string | null>;
  clock: Clock;
};

const KEY = /^[\x21-\x7e]{1,255}$/;
const keptHeaders = ['content-type', 'etag', 'location', 'cache-control'];
/** A larger answer is not kept: its request may be repeated, and is then done again. */
const largestReply = 1024 * 1024;
const retrySeconds = 1;

const keyOf = (req: Request): string | undefined => {
  const text = req.get('idempotency-key');
  if (text === undefined || KEY.test(text)) return text;
  throw problem('invalid-request', {
    detail: 'An Idempotency-Key has 1 to 255 visible ASCII characters.',
  });
};

/** Asking again may succeed, so these are no answers to hold on to. */
const isFinal = (status: number): boolean => status < 500 && ![401, 403, 409, 429].includes(status);

const headersOf = (res: Response): Record<string, string> =>
  Object.fromEntries(
    keptHeaders.flatMap((name) => {
      const value = res.getHeader(name);
      return value === undefined ? [] : [[name, String(value)]];
    }),
  );

const textOf = (chunk: unknown, encoding: unknown): string => {
  if (Buffer.isBuffer(chunk)) return chunk.toString('utf8');
  if (typeof chunk !== 'string') return '';
  return encoding === 'base64' ? Buffer.from(chunk, 'base64').toString('utf8') : chunk;
};

/** Stores the answer before it is sent: whoever has got an answer gets the same one again. */
const keepReply = (res: Response, claim: Extract<Claim, { state: 'taken' }>): void => {
  const end = res.end.bind(res) as (...args: unknown[]) => Response;
  let ended = false;
  res.end = ((...args: unknown[]) => {
    if (ended) return end(...args);
    ended = true;
    const [chunk, encoding] = args;
    const reply = { status: res.statusCode, headers: headersOf(res), body: textOf(chunk, encoding) };
    // a session that is begun belongs to one answer alone
    const isOwn = res.getHeader('set-cookie') !== undefined;
    const keep = isFinal(reply.status) && !isOwn && reply.body.length <= largestReply;
    // an answer that cannot be stored is given all the same: it is true
    void (keep ? claim.finish(reply) : claim.release()).catch(() => undefined).then(() => end(...args));
    return res;
  }) as Response['end'];
};

const repeat = (res: Response, { status, headers, body }: StoredReply): void => {
  res.status(status).set(headers).set('Idempotency-Replayed', 'true');
  res.end(body);
};

/**
 * Makes every POST that carries an `Idempotency-Key` safe to repeat, by the draft of the same name
 * (draft-ietf-httpapi-idempotency-key-header). A key belongs to whoever asks, where. The same key and body get the
 * stored answer; another body under the key is a 422; while the first is under way the second is a 409.
 *
 * A crash leaves a claim without an answer. For its lease a repetition is told to wait; then it is done again, which
 * is right where the crash came before the effect, and also after it: what a POST makes has a key of its own (the ids
 * of events come from the Idempotency-Key, drafts, experiments and releases are named and compared before they are
 * swapped), or is of no use to anyone who never got the answer (the text of an API key, a preview). Answers with 5xx
 * give the claim back for the same reason.
 */
export const idempotent =
  ({ claims, asker, clock }: Dependencies): RequestHandler =>
  async (req, res, next) => {
    const text = req.method === 'POST' ? keyOf(req) : undefined;
    const who = text === undefined ? null : await asker(req);
    if (text === undefined || who === null) return next();
    const name = contentHash([who, req.originalUrl, req.get('x-attune-environment') ?? null, text]);
    const claim = await claims.claim({ name, text, body: contentHash(req.body ?? null), at: clock() });
    switch (claim.state) {
      case 'taken':
        keepReply(res, claim);
        return next();
      case 'answered':
        return repeat(res, claim.reply);
      case 'under-way':
        throw problem('conflict', {
          detail: 'The first request with this Idempotency-Key is still under way.',
          headers: { 'Retry-After': String(retrySeconds) },
        });
      default:
        throw problem('idempotency-key-reused', {
          detail: `The Idempotency-Key was sent to ${shownAddress(req.originalUrl)} before, with another body.`,
        });
    }
  };
