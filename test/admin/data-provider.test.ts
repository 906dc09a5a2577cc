import { HttpError } from 'react-admin';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { problemOf } from '../../admin/src/api.ts';
import { dataProvider } from '../../admin/src/data-provider.ts';
import { chooseEnvironment } from '../../admin/src/environment.ts';

type Call = { url: string; method: string; headers: Headers; body: unknown };

const calls: Call[] = [];
let answer: () => Response;

beforeEach(() => {
  calls.length = 0;
  chooseEnvironment('staging');
  vi.stubGlobal('fetch', async (url: string, { method = 'GET', headers, body }: RequestInit = {}) => {
    calls.push({ url, method, headers: new Headers(headers), body: body && JSON.parse(String(body)) });
    return answer();
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

const json =
  (value: unknown, headers: Record<string, string> = {}) =>
  () =>
    new Response(JSON.stringify(value), { headers });

test('every call names the environment and proves that this page made it', async () => {
  answer = json([], { 'Content-Range': 'rules */0' });
  await dataProvider.getList('rules', { pagination: { page: 2, perPage: 10 } });
  const [call] = calls;
  expect(call?.url).toContain('range=%5B10%2C19%5D');
  expect(call?.headers.get('x-attune-environment')).toBe('staging');
  expect(call?.headers.get('x-attune-csrf')).toBe('1');
});

test('a record keeps the version it was read at', async () => {
  answer = json({ id: 'vip' }, { ETag: '"e1"' });
  const { data } = await dataProvider.getOne('rules', { id: 'vip' });
  expect(data).toEqual({ id: 'vip', etag: '"e1"' });
});

test('a write says which version it changes, and sends the body alone', async () => {
  answer = json({ id: 'vip' }, { ETag: '"e2"' });
  const previousData = { id: 'vip', etag: '"e1"' };
  const { data } = await dataProvider.update('rules', {
    id: 'vip',
    data: { body: { key: 'vip' }, etag: '"e1"' },
    previousData,
  });
  const [call] = calls;
  expect(call).toMatchObject({ method: 'PUT', url: '/api/admin/rules/vip', body: { body: { key: 'vip' } } });
  expect(call?.body).not.toHaveProperty('etag');
  expect(call?.headers.get('if-match')).toBe('"e1"');
  expect(data['etag']).toBe('"e2"');
});

test('discarding says which version it discards', async () => {
  answer = json({ id: 'vip' });
  await dataProvider.delete('rules', { id: 'vip', previousData: { id: 'vip', etag: '"e1"' } });
  expect(calls[0]?.method).toBe('DELETE');
  expect(calls[0]?.headers.get('if-match')).toBe('"e1"');
});

test('a view is the answer of a path', async () => {
  answer = json({ verdict: 'unclear' });
  const { data } = await dataProvider.getOne('views', { id: 'experiments/hero/report' });
  expect(calls[0]?.url).toBe('/api/admin/experiments/hero/report');
  expect(data).toEqual({ id: 'experiments/hero/report', value: { verdict: 'unclear' } });
});

test('ids are escaped in addresses', async () => {
  answer = json({ id: 'customer_id:a/b' });
  await dataProvider.getOne('customers', { id: 'customer_id:a/b' });
  expect(calls[0]?.url).toBe('/api/admin/customers/customer_id%3Aa%2Fb');
});

test('a refusal speaks with the words of its problem and keeps all its faults', async () => {
  const problem = {
    title: 'No',
    detail: 'Two faults.',
    code: 'unprocessable',
    status: 422,
    errors: [{}, {}],
  };
  answer = () => new Response(JSON.stringify(problem), { status: 422 });
  const error = await dataProvider.getOne('rules', { id: 'vip' }).catch((failure: unknown) => failure);
  expect(error).toBeInstanceOf(HttpError);
  expect(error).toMatchObject({ message: 'Two faults.', status: 422 });
  expect(problemOf(error)?.errors).toHaveLength(2);
});
