import { createHash } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import type { Scope } from '#schemas/scope.ts';
import type { Clock } from './clock.ts';
import { problem } from './problems.ts';

export const rights = ['decide', 'track', 'catalog', 'read'] as const;
/** What an API key allows. */
export type Right = (typeof rights)[number];

/** The rights of a key by where it lives: anyone can read one that lives in a browser. */
export const keyKinds = { server: rights, browser: ['decide', 'track'] } as const satisfies Record<
  string,
  readonly Right[]
>;

/** What anyone can copy is held to what one visitor does; a shop's own servers are not, unless their key says so. */
const browserLimit = 600;

/**
 * The limit of a key for which none was set: requests a minute, from one address.
 * @example usualLimit(keyKinds.server) // null
 */
export const usualLimit = (rights: readonly Right[]): number | null =>
  rights.includes('read') || rights.includes('catalog') ? null : browserLimit;

/** A viewer reads, an editor drafts and publishes, an admin also manages keys. */
export type Role = 'admin' | 'editor' | 'viewer';

export type KeyPrincipal = {
  kind: 'key';
  id: string;
  name: string;
  scope: Scope;
  rights: readonly Right[];
  /** Null: as many as it likes. */
  requestsPerMinute: number | null;
};
export type UserPrincipal = { kind: 'user'; id: string; email: string; role: Role };
/** Who is asking. */
type Principal = KeyPrincipal | UserPrincipal;

export const sessionCookie = 'attune_session';
/** A page of another origin cannot send this header along with the cookie. */
const csrfHeader = 'x-attune-csrf';
/** For how long a revoked key may still be taken by a process that has just seen it. */
const keyMemoryMs = 5_000;
const mostKeys = 1_000;

/** Secrets of high entropy (keys, session ids) are stored as SHA-256; passwords need scrypt. */
export const hashSecret = (text: string): string => createHash('sha256').update(text).digest('hex');

const principals = new WeakMap<Request, Principal>();

/** Who asks; only behind `requireKey` or `requireUser`. */
export const principalOf = (req: Request): Principal => {
  const principal = principals.get(req);
  if (!principal) throw problem('unauthorized');
  return principal;
};

/** May whoever asks see what is known of customers and of the shop's margins? Keys that live in a browser may not. */
export const mayRead = (req: Request): boolean => {
  const principal = principals.get(req);
  return principal?.kind === 'user' || principal?.rights.includes('read') === true;
};

/** How an author is named in revisions, releases and the audit log. */
export const nameOf = (principal: Principal): string =>
  principal.kind === 'user' ? principal.email : `key:${principal.name}`;

const keyText = (req: Request): string | undefined => {
  const bearer = /^Bearer ([\x21-\x7e]{1,500})$/i.exec(req.get('authorization') ?? '');
  return bearer?.[1] ?? req.get('x-api-key');
};

/** The text of the session cookie, if the request has one. */
export const sessionText = (req: Request): string | undefined => {
  const pairs = (req.get('cookie') ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${sessionCookie}=`))?.slice(sessionCookie.length + 1);
};

/** Asks once in a while only, so that a decision costs no read for its key. Unknown keys are not remembered. */
const rememberKeys = (find: Dependencies['findKey'], clock: Clock): Dependencies['findKey'] => {
  const memory = new Map<string, { principal: KeyPrincipal; until: number }>();
  return async (hash) => {
    const now = clock().getTime();
    const known = memory.get(hash);
    if (known && now < known.until) return known.principal;
    memory.delete(hash);
    const principal = await find(hash);
    if (memory.size >= mostKeys) memory.clear();
    if (principal) memory.set(hash, { principal, until: now + keyMemoryMs });
    return principal;
  };
};

type Dependencies = {
  /** The key with this hash, unless it is revoked. */
  findKey: (hash: string) => Promise<KeyPrincipal | null>;
  /** The user of the session with this hash, unless it has expired. */
  findSession: (hash: string) => Promise<UserPrincipal | null>;
  clock: Clock;
};

const isWrite = ({ method }: Request): boolean => !['GET', 'HEAD', 'OPTIONS'].includes(method);

/** Middlewares that let in who may, and remember who it is for `principalOf`. */
export const createAuth = ({ findKey, findSession, clock }: Dependencies) => {
  const findRecentKey = rememberKeys(findKey, clock);

  /** A route that asks for a right comes after a middleware that has already identified the key. */
  const keyOf = async (req: Request): Promise<KeyPrincipal | null> => {
    const known = principals.get(req);
    if (known?.kind === 'key') return known;
    const text = keyText(req);
    return text ? findRecentKey(hashSecret(text)) : null;
  };

  /** Without a right any key in force will do. */
  const requireKey =
    (right?: Right): RequestHandler =>
    async (req, _res, next) => {
      const principal = await keyOf(req);
      if (!principal)
        throw problem('unauthorized', {
          detail: 'Send "Authorization: Bearer" with an API key that is in force.',
          headers: { 'WWW-Authenticate': 'Bearer' },
        });
      if (right !== undefined && !principal.rights.includes(right))
        throw problem('forbidden', { detail: `This key lacks the right "${right}".` });
      principals.set(req, principal);
      next();
    };

  const userOf = async (req: Request): Promise<UserPrincipal | null> => {
    const text = sessionText(req);
    return text ? findSession(hashSecret(text)) : null;
  };

  /** Who asks, for what must know before the route does; null for nobody who is known. */
  const askerOf = async (req: Request): Promise<string | null> => {
    const principal = principals.get(req) ?? (await userOf(req));
    if (!principal) return null;
    // whoever has lost a role is somebody else
    return [principal.kind, principal.id, principal.kind === 'user' ? principal.role : ''].join('/');
  };

  const requireUser =
    (...allowed: Role[]): RequestHandler =>
    async (req, _res, next) => {
      const principal = await userOf(req);
      if (!principal) throw problem('unauthorized', { detail: 'Log in.' });
      if (isWrite(req) && req.get(csrfHeader) !== '1')
        throw problem('forbidden', { detail: `Send the header "${csrfHeader}: 1" with every change.` });
      if (allowed.length > 0 && !allowed.includes(principal.role))
        throw problem('forbidden', { detail: `This takes the role ${allowed.join(' or ')}.` });
      principals.set(req, principal);
      next();
    };

  return { requireKey, requireUser, askerOf };
};

export type Auth = ReturnType<typeof createAuth>;
