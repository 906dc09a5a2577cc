import type { RequestHandler } from 'express';
import { readJson } from '#server/platform/http.ts';
import { ProblemError, problem } from '#server/platform/problems.ts';

const bodyLimit = 500 * 1024;

type Fields = Record<string, unknown>;

/** The protocol knows 400 alone for what its clients must not send again. */
const asBadRequest = (error: unknown): unknown =>
  error instanceof ProblemError && error.code === 'payload-too-large'
    ? problem('invalid-request', { detail: `A call may take at most ${bodyLimit} bytes.` })
    : error;

/**
 * Reads the body as JSON whatever type it is called: a browser sends it as text, so that it need not ask before. Bad
 * rows are for the service, so nothing in them is refused here.
 */
export const segmentBody: RequestHandler = async (req, _res, next) => {
  const body = await readJson(req, bodyLimit).catch((error: unknown) => {
    throw asBadRequest(error);
  });
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw problem('invalid-request', { detail: 'The body is to be a JSON object.' });
  req.body = body;
  next();
};

const basicName = (header: string | undefined): string | undefined => {
  const encoded = /^Basic ([A-Za-z0-9+/=_-]{1,1000})$/i.exec(header ?? '')?.[1];
  const [name] = encoded === undefined ? [] : Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return name || undefined;
};

/** The key from where the protocol puts it, Basic or in the body, to where every other door looks for one. */
export const writeKey: RequestHandler = (req, _res, next) => {
  const inBody = (req.body as Fields)['writeKey'];
  const key = basicName(req.get('authorization')) ?? (typeof inBody === 'string' ? inBody : undefined);
  const bearer = /^Bearer /i.test(req.get('authorization') ?? '');
  if (key !== undefined && !bearer) req.headers.authorization = `Bearer ${key}`;
  next();
};
