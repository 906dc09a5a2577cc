import { FlagErrorCode, type FlagFailure } from '#schemas/ofrep.ts';
import { asProblem, type ProblemError, problemDocument } from '#server/platform/problems.ts';

/** An error as OFREP tells it. Without a right to ask nothing is told. */
type ToldFailure = {
  status: number;
  headers: Record<string, string>;
  body: FlagFailure | undefined;
};

const codeOf = ({ code, details }: ProblemError): FlagErrorCode => {
  if (code === 'invalid-json' || code === 'invalid-encoding') return 'PARSE_ERROR';
  if (code === 'not-found') return 'FLAG_NOT_FOUND';
  const given = FlagErrorCode.safeParse(details.extra?.['errorCode']);
  if (given.success) return given.data;
  // what the body's reader refuses is in the context, which is all that a body holds
  return details.errors ? 'INVALID_CONTEXT' : 'GENERAL';
};

const detailsOf = (error: ProblemError): string =>
  error.details.errors?.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ') ??
  error.message;

/**
 * What is answered for an error in an evaluation, of one flag or, without a key, of all of them.
 * @example failureOf(problem('not-found'), 'hero').body // { key: 'hero', errorCode: 'FLAG_NOT_FOUND', … }
 */
export const failureOf = (thrown: unknown, key: string | undefined): ToldFailure => {
  const error = asProblem(thrown);
  const status = Number(problemDocument(error)['status']);
  const headers = error.details.headers ?? {};
  if (status === 401 || status === 403) return { status, headers, body: undefined };
  const body = { errorCode: codeOf(error), errorDetails: detailsOf(error) };
  return { status, headers, body: key === undefined ? body : { key, ...body } };
};
