import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operations } from '#server/operations.ts';
import { connectMongo } from '#server/platform/mongo.ts';
import { credentials } from '#test/support/product.ts';
import { productRoutes } from '#test/support/routes.ts';
import { clientOf, startTestServer, type TestServer } from '#test/support/server.ts';

type Json = { [key: string]: Json } & Json[] & string;
type Operation = {
  operationId: string;
  parameters: { name: string; in: string; $ref?: string }[];
  responses: Json;
};

const base = '/api/v1/personalization';
/** Where the surfaces are that a storefront calls. */
const roots = { personalization: base, ofrep: '/ofrep/v1' } as const;

let server: TestServer;
let document: Json;
let served: Record<keyof typeof roots, string[]>;

beforeAll(async () => {
  server = await startTestServer({ env: { ATTUNE_ROLE: 'api' } });
  document = (await clientOf(server.url).get('/api/openapi.json')).body as Json;
  const db = await connectMongo(server.mongodbUrl);
  served = productRoutes(db);
  await db.close();
});
afterAll(() => server.stop());

const documented = (): [string, Operation][] =>
  Object.entries(document['paths']!).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation] => [
      `${method.toUpperCase()} ${path}`,
      operation as unknown as Operation,
    ]),
  );

const referencesIn = (value: unknown): string[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inside]) =>
    key === '$ref' ? [String(inside)] : referencesIn(inside),
  );
};

const resolve = (reference: string): unknown =>
  reference
    .slice(2)
    .split('/')
    .reduce<Json | undefined>((value, step) => value?.[step], document);

describe('the OpenAPI document', () => {
  test('is of version 3.1 and has every operation once', () => {
    expect(document['openapi']).toBe('3.1.0');
    const ids = documented().map(([, { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(operations.length);
  });

  test('declares each parameter of a path, and an answer for each operation', () => {
    for (const [name, { parameters, responses }] of documented()) {
      const inPath = parameters.filter((parameter) => parameter.in === 'path');
      const wanted = [...name.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
      expect.soft([name, inPath.map((parameter) => parameter.name)]).toEqual([name, wanted]);
      expect.soft(Object.keys(responses).some((status) => status.startsWith('2'))).toBe(true);
    }
  });

  test('offers an example of each body, which its own schema accepts', () => {
    for (const { path, body, example } of operations)
      if (body) expect(body.safeParse(example).error, path).toBeUndefined();
  });

  test('refers only to what is in it', () => {
    const references = referencesIn(document);
    expect(references.length).toBeGreaterThan(0);
    for (const reference of references) expect.soft([reference, resolve(reference)]).not.toContain(undefined);
  });

  test.each(['personalization', 'ofrep'] as const)('describes every route of %s and no other', (surface) => {
    const root = roots[surface];
    const routes = served[surface].map((route) =>
      route.replace(' ', ` ${root}`).replaceAll(/:(\w+)/g, '{$1}'),
    );
    const own = documented().flatMap(([name]) => (name.includes(` ${root}`) ? [name] : []));
    expect(own.sort()).toEqual(routes.sort());
  });

  const shop = () => clientOf(server.url, { authorization: `Bearer ${credentials.apiKey}` });
  const addressOf = (path: string): string => path.replaceAll(/\{\w+\}/g, 'x');
  const takesKey = ({ parameters }: Operation): boolean =>
    parameters.some(({ $ref }) => $ref === '#/components/parameters/IdempotencyKey');

  test('offers the Idempotency-Key, with its 409 and 422, where a malformed one is refused, and nowhere else', async () => {
    for (const [name, operation] of documented()) {
      const [method, path] = name.split(' ') as [string, string];
      if (method !== 'POST') {
        expect.soft([name, takesKey(operation)]).toEqual([name, false]);
        continue;
      }
      // two words are no key
      const { text } = await shop().post(addressOf(path), {}, { 'Idempotency-Key': 'a b' });
      const refuses = text.includes('An Idempotency-Key has');
      expect.soft([name, takesKey(operation)]).toEqual([name, refuses]);
      if (refuses)
        expect.soft(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['409', '422']));
    }
  });

  test('tells of 429 wherever keys are held to a limit', async () => {
    for (const [name, { responses }] of documented()) {
      const [method, path] = name.split(' ') as [string, string];
      if (path.endsWith('/stream')) continue;
      const { headers } = await shop().call(method, addressOf(path));
      const isLimited = headers.get('ratelimit-policy') !== null;
      if (isLimited)
        expect.soft([name, Object.keys(responses)]).toEqual([name, expect.arrayContaining(['429'])]);
    }
  });

  test.each(operations.map(({ method, path }) => [method.toUpperCase(), path] as const))(
    'is served: %s %s',
    async (method, path) => {
      const at = path.replace(base, '').replaceAll(/\{\w+\}/g, 'x');
      const client = path.startsWith(base) ? server.api : clientOf(server.url);
      expect((await client.call(method, at)).text).not.toContain('Nothing answers');
    },
  );
});
