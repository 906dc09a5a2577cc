import type { Request, RequestHandler, Response } from 'express';
import { type KeyPrincipal, principalOf } from './auth.ts';
import type { Clock } from './clock.ts';
import { problem } from './problems.ts';

const windowSeconds = 60;
const windowMs = windowSeconds * 1000;
/** Costly calls have this share of a key's limit. */
const costlyShare = 0.1;
const mostBuckets = 10_000;

type Quota = { name: 'requests' | 'costly'; most: number };
/** Whether a call goes through, what is left, and in how many seconds more is there. */
type Verdict = { allowed: boolean; left: number; seconds: number };

/** The headers of draft-ietf-httpapi-ratelimit-headers-10: `"requests";q=600;w=60` and `"requests";r=599;t=1`. */
const tell = (res: Response, quotas: readonly { quota: Quota; verdict: Verdict }[]): void => {
  const policy = quotas.map(({ quota: { name, most } }) => `"${name}";q=${most};w=${windowSeconds}`);
  const state = quotas.map(({ quota, verdict }) => `"${quota.name}";r=${verdict.left};t=${verdict.seconds}`);
  res.set({ 'RateLimit-Policy': policy.join(', '), RateLimit: state.join(', ') });
};

const refuse = ({ quota, verdict }: { quota: Quota; verdict: Verdict }): never => {
  throw problem('too-many-requests', {
    detail: `This key may make ${quota.most} ${quota.name === 'costly' ? 'costly calls' : 'requests'} a minute.`,
    headers: { 'Retry-After': String(Math.max(1, verdict.seconds)) },
  });
};

type Bucket = { tokens: number; at: number };

/** Full at first, and filled evenly: a minute's worth may come at once, and no more than that in the long run. */
const createBuckets = () => {
  const buckets = new Map<string, Bucket>();
  const filled = ({ tokens, at }: Bucket, most: number, now: number): number =>
    Math.min(most, tokens + (Math.max(0, now - at) / windowMs) * most);
  const makeRoom = (now: number): void => {
    // one that was not touched for a window is full, so forgetting it changes nothing
    for (const [name, { at }] of buckets) if (now - at >= windowMs) buckets.delete(name);
    for (const name of buckets.keys()) {
      if (buckets.size < mostBuckets) return;
      buckets.delete(name);
    }
  };
  return (name: string, most: number, now: number): Verdict => {
    const known = buckets.get(name);
    if (known === undefined && buckets.size >= mostBuckets) makeRoom(now);
    const tokens = known === undefined ? most : filled(known, most, now);
    const allowed = tokens >= 1;
    const left = allowed ? tokens - 1 : tokens;
    buckets.set(name, { tokens: left, at: now });
    const missing = allowed ? most - left : 1 - left;
    return { allowed, left: Math.floor(left), seconds: Math.ceil((missing / most) * windowSeconds) };
  };
};

type Dependencies = {
  /** Adds one to a count that holds across processes, and returns it. */
  count: (name: string, expiresAt: Date) => Promise<number>;
  /** Calls that read or write so much that a process's own count would not do. */
  isCostly: (req: Request) => boolean;
  clock: Clock;
};

/** A key that lives in a browser is everybody's, so there each address has the limit to itself. */
const holderOf = (req: Request, { id, rights }: KeyPrincipal): string =>
  rights.includes('read') || rights.includes('catalog') ? id : `${id} ${req.ip}`;

/**
 * Holds API keys to their limit of requests a minute; those without one pass at the cost of a comparison. Each process
 * counts for itself, in memory, except for costly calls: they share one count in the database. Comes after the
 * middleware that identifies the key.
 */
export const limitRate = ({ count, isCostly, clock }: Dependencies): RequestHandler => {
  const take = createBuckets();

  const countCostly = async (holder: string, most: number, now: number): Promise<Verdict> => {
    const end = (Math.floor(now / windowMs) + 1) * windowMs;
    const counted = await count(`costly/${holder}/${end}`, new Date(end));
    return {
      allowed: counted <= most,
      left: Math.max(0, most - counted),
      seconds: Math.ceil((end - now) / 1000),
    };
  };

  return async (req, res, next) => {
    const principal = principalOf(req);
    if (principal.kind !== 'key' || principal.requestsPerMinute === null) return next();
    const now = clock().getTime();
    const most = principal.requestsPerMinute;
    const holder = holderOf(req, principal);
    const requests = { quota: { name: 'requests', most } as const, verdict: take(holder, most, now) };
    tell(res, [requests]);
    if (!requests.verdict.allowed) refuse(requests);
    if (!isCostly(req)) return next();
    const costlyMost = Math.max(1, Math.floor(most * costlyShare));
    const verdict = await countCostly(holder, costlyMost, now);
    const costly = { quota: { name: 'costly', most: costlyMost } as const, verdict };
    tell(res, [requests, costly]);
    if (!verdict.allowed) refuse(costly);
    next();
  };
};
