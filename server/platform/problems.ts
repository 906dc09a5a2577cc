import type { ErrorRequestHandler } from 'express';
import type { z } from 'zod';
import type { ProblemFault } from '#schemas/problem.ts';
import '#schemas/fault-words.ts';
import { shownAddress } from './address.ts';
import { isDatabaseAway } from './database-away.ts';

type Entry = { status: number; title: string };

const registry = {
  'invalid-request': { status: 400, title: 'The request has faults' },
  'invalid-json': { status: 400, title: 'The body is not JSON' },
  'invalid-encoding': { status: 400, title: 'The body is not valid UTF-8' },
  unauthorized: { status: 401, title: 'Credentials are missing or not known' },
  forbidden: { status: 403, title: 'These credentials do not allow this' },
  'not-found': { status: 404, title: 'There is no such thing' },
  'method-not-allowed': { status: 405, title: 'This address does not take that method' },
  conflict: { status: 409, title: 'Someone else was first' },
  'already-there': { status: 409, title: 'That name is taken' },
  'merge-impossible': { status: 409, title: 'These two cannot become one customer' },
  'undo-impossible': { status: 409, title: 'There is nothing here to undo' },
  'not-in-this-state': { status: 409, title: 'It is in no state for that' },
  'precondition-failed': { status: 412, title: 'It has changed since you read it' },
  'payload-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'Send application/json' },
  'idempotency-key-reused': { status: 422, title: 'This Idempotency-Key belongs to another request' },
  unprocessable: { status: 422, title: 'It cannot be published as it is' },
  'precondition-required': { status: 428, title: 'Say which version you are changing' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something broke on our side' },
  unavailable: { status: 503, title: 'Not ready yet' },
} as const satisfies Record<string, Entry>;

export type ProblemCode = keyof typeof registry;

type Details = {
  detail?: string;
  errors?: ProblemFault[];
  headers?: Record<string, string>;
  /** Further members of the problem document. */
  extra?: Record<string, unknown>;
};

export class ProblemError extends Error {
  readonly code: ProblemCode;
  readonly details: Details;
  constructor(code: ProblemCode, details: Details) {
    super(details.detail ?? registry[code].title);
    this.code = code;
    this.details = details;
  }
}

/**
 * An error that becomes an RFC 9457 problem document.
 * @example throw problem('not-found', { detail: 'There is no product "p1".' });
 */
export const problem = (code: ProblemCode, details: Details = {}): ProblemError =>
  new ProblemError(code, details);

/** The path of a fault as a JSON pointer (RFC 6901). */
export const pointer = (path: readonly PropertyKey[]): string =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

const flatten = (issue: z.core.$ZodIssue): ProblemFault[] => {
  if (issue.code !== 'unrecognized_keys') return [{ path: pointer(issue.path), message: issue.message }];
  return issue.keys.map((key) => ({
    path: pointer([...issue.path, key]),
    message: 'this field is not known',
  }));
};

/** Every fault that a schema found, each once and with its JSON pointer. */
export const faultsOf = (error: z.ZodError): ProblemFault[] => {
  const faults = error.issues.flatMap(flatten);
  // a number that is too large is so by two rules, of whole numbers and of its own
  return [...new Map(faults.map((fault) => [`${fault.path}\n${fault.message}`, fault])).values()];
};

const statusOf = (error: unknown): number | undefined => {
  const status = (error as { status?: unknown } | null)?.status;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
};

const byStatus = new Map<number, ProblemCode>([
  [400, 'invalid-request'],
  [413, 'payload-too-large'],
  [415, 'unsupported-media-type'],
]);

const databaseAway = (): ProblemError =>
  problem('unavailable', {
    detail: 'The database does not answer. Send the request again.',
    headers: { 'Retry-After': '2' },
  });

/** Errors that Express or its parsers raise carry a status; anything else but a database that is away is ours and is not shown. */
export const asProblem = (error: unknown): ProblemError => {
  if (error instanceof ProblemError) return error;
  if (isDatabaseAway(error)) return databaseAway();
  const code = byStatus.get(statusOf(error) ?? 0);
  return code ? problem(code, { detail: (error as Error).message }) : problem('internal');
};

/** The document that is sent for a problem. */
export const problemDocument = (error: ProblemError, instance?: string): Record<string, unknown> => ({
  type: `urn:attune:problem:${error.code}`,
  title: registry[error.code].title,
  status: registry[error.code].status,
  code: error.code,
  ...(error.details.detail !== undefined && { detail: error.details.detail }),
  ...(instance !== undefined && { instance }),
  ...(error.details.errors && { errors: error.details.errors }),
  ...error.details.extra,
});

export const problemHandler: ErrorRequestHandler = (error, req, res, next) => {
  if (res.headersSent) return next(error);
  const found = asProblem(error);
  // what was thrown as a problem needs no line of its own
  if (found.code === 'internal' || (found.code === 'unavailable' && found !== error))
    (req as { log?: { error(value: unknown): void } }).log?.error({ err: error });
  res
    .status(registry[found.code].status)
    .set(found.details.headers ?? {})
    .type('application/problem+json')
    .send(JSON.stringify(problemDocument(found, shownAddress(req.originalUrl))));
};
