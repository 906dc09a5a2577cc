import type { IncomingMessage } from 'node:http';
import type { Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import { jsonFaults } from '#schemas/json.ts';
import { exactly } from '#server/domain/exact-json.ts';
import { faultsOf, pointer, problem } from './problems.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });

// by events: an iterator over the request costs several times as much
const readBytes = (req: IncomingMessage, limit: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    req.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else reject(problem('payload-too-large', { detail: `At most ${limit} bytes are taken.` }));
    });
    req.on('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    req.on('error', reject);
  });

const decode = (bytes: Buffer): string => {
  try {
    return decoder.decode(bytes);
  } catch {
    throw problem('invalid-encoding');
  }
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw problem('invalid-json', { detail: (error as Error).message });
  }
};

const refuseUnsafe = (value: unknown): void => {
  const faults = jsonFaults(value);
  if (faults.length === 0) return;
  throw problem('invalid-request', {
    errors: faults.slice(0, 100).map(({ path, message }) => ({ path: pointer(path), message })),
  });
};

const hasBody = (req: IncomingMessage): boolean =>
  req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;

type Limits = {
  /** Bytes. */
  limit: number;
  /** Media types that are left to routes that read them as they come in. */
  streamed?: readonly string[];
};

/**
 * The bytes of a body, for doors that check a signature over them.
 * @throws ProblemError 'payload-too-large'
 */
export const readBody = async (req: IncomingMessage, limit: number): Promise<Buffer> => {
  if (Number(req.headers['content-length'] ?? 0) > limit)
    throw problem('payload-too-large', { detail: `At most ${limit} bytes are taken.` });
  return readBytes(req, limit);
};

/**
 * Bytes as JSON, strictly UTF-8 and otherwise unchecked. Whole numbers that would lose digits are texts: ids of other
 * systems are such.
 * @throws ProblemError 'invalid-encoding' or 'invalid-json'
 */
export const jsonOf = (bytes: Buffer): unknown => parseJson(exactly(decode(bytes)));

/**
 * A body as JSON, whatever type it says it is, and otherwise unchecked.
 * @throws ProblemError 'payload-too-large', 'invalid-encoding' or 'invalid-json'
 */
export const readJson = async (req: IncomingMessage, limit: number): Promise<unknown> =>
  jsonOf(await readBody(req, limit));

/**
 * Reads a JSON body once: size-bounded, strictly UTF-8, without operator or prototype keys at any depth.
 * Express's own parser replaces broken UTF-8 silently, which would store something that nobody sent.
 */
export const jsonBody =
  ({ limit, streamed = [] }: Limits): RequestHandler =>
  async (req, _res, next) => {
    if (!hasBody(req) || (streamed.length > 0 && req.is([...streamed]))) return next();
    if (!req.is('application/json')) throw problem('unsupported-media-type');
    const value = parseJson(decode(await readBody(req, limit)));
    refuseUnsafe(value);
    req.body = value;
    next();
  };

type Where = 'body' | 'query' | 'params';

/**
 * The value as its schema sees it, or a problem that lists every fault with its path.
 * @throws ProblemError 'invalid-request'
 */
export const parse = <S extends z.ZodType>(schema: S, value: unknown, where: Where = 'body'): z.output<S> => {
  const result = schema.safeParse(value ?? {});
  if (result.success) return result.data;
  throw problem('invalid-request', {
    detail: where === 'body' ? 'The body has faults.' : `The ${where} has faults.`,
    errors: faultsOf(result.error),
  });
};

/** As `res.json` does it, but without an entity tag: nobody asks whether the answer to a POST is still fresh. */
const sendJson = (res: Response, value: unknown): void => {
  const text = JSON.stringify(value);
  res.setHeader('Content-Type', 'application/json; charset=utf-8');
  res.setHeader('Content-Length', Buffer.byteLength(text));
  // a text goes out together with the headers, bytes would be copied first
  res.end(text);
};

/** A handler that answers with what it returns, as JSON; undefined means that it answered by itself. */
export const handle =
  (answer: (req: Request, res: Response) => unknown): RequestHandler =>
  async (req, res) => {
    const value = await answer(req, res);
    if (value === undefined || res.headersSent) return;
    if (req.method === 'POST') sendJson(res, value);
    else res.json(value);
  };
