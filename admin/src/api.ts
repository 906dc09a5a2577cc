import { fetchUtils, HttpError } from 'react-admin';
import type { Problem } from '#schemas/problem.ts';
import { currentEnvironment } from './environment.ts';

export const apiRoot = '/api/admin';

type ApiResponse = Awaited<ReturnType<typeof fetchUtils.fetchJson>>;

const isProblem = (body: unknown): body is Problem =>
  typeof body === 'object' && body !== null && 'title' in body && 'code' in body;

/** The problem that a failed call was answered with, if it was one. */
export const problemOf = (error: unknown): Problem | undefined =>
  error instanceof HttpError && isProblem(error.body) ? error.body : undefined;

/** `fetch` rejects with a TypeError when nothing came back, each browser with words of its own. */
export const explain = (error: unknown): unknown => {
  if (error instanceof TypeError) return new Error('The server does not answer. Is it running?');
  const problem = problemOf(error);
  if (problem === undefined || !(error instanceof HttpError)) return error;
  return new HttpError(problem.detail ?? problem.title, error.status, problem);
};

/** The chosen environment, and what proves that a request was made by this page and not by a form on another site. */
export const ownHeaders = (given?: HeadersInit): Headers => {
  const headers = new Headers(given);
  headers.set('Accept', 'application/json');
  headers.set('x-attune-csrf', '1');
  headers.set('x-attune-environment', currentEnvironment());
  return headers;
};

/** Calls the admin API with the session cookie. Rejects with an HttpError whose message is the problem's. */
export const callApi = async (url: string, options: fetchUtils.Options = {}): Promise<ApiResponse> => {
  const headers = ownHeaders(options.headers);
  try {
    return await fetchUtils.fetchJson(url, { ...options, headers, credentials: 'same-origin' });
  } catch (error) {
    throw explain(error);
  }
};

/**
 * Where the browser itself gets a file. A link sends no header, so the address names the environment.
 * @example fileAddress('segments/vip/export', { format: 'csv' }) // '/api/admin/segments/vip/export?format=csv&environment=production'
 */
export const fileAddress = (path: string, query: Record<string, string> = {}): string =>
  `${apiRoot}/${path}?${new URLSearchParams({ ...query, environment: currentEnvironment() })}`;

/** Posts JSON to a path below the API root and gives the answer's JSON. */
export const postJson = async <Answer>(path: string, body: unknown): Promise<Answer> => {
  const { json } = await callApi(`${apiRoot}/${path}`, { method: 'POST', body: JSON.stringify(body) });
  return json as Answer;
};
