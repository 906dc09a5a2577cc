import { parseConfig } from '#server/config.ts';
import { startServer } from '#server/server.ts';
import { testDatabaseUri } from './database.ts';
import { testMatcher } from './matcher.ts';
import { credentials } from './product.ts';

export type Answer = { status: number; headers: Headers; text: string; body: unknown };

type Call = { headers?: Record<string, string>; body?: unknown };

const parseBody = (text: string, type: string | null): unknown =>
  type?.includes('json') && text !== '' ? JSON.parse(text) : text;

/** A client that sends these headers with every request; a body that is no text goes as JSON. */
export const clientOf = (url: string, common: Record<string, string> = {}) => {
  const call = async (method: string, path: string, { headers = {}, body }: Call = {}): Promise<Answer> => {
    const isRaw = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
    const response = await fetch(url + path, {
      method,
      headers: { ...common, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: isRaw ? (body as string) : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: parseBody(text, response.headers.get('content-type')),
    };
  };
  return {
    call,
    get: (path: string) => call('GET', path),
    post: (path: string, body: unknown, headers: Record<string, string> = {}) =>
      call('POST', path, { body, headers }),
    put: (path: string, body: unknown, headers: Record<string, string> = {}) =>
      call('PUT', path, { body, headers }),
    delete: (path: string) => call('DELETE', path),
  };
};

export type Client = ReturnType<typeof clientOf>;

/** A client of the personalization API. */
export const apiClient = (url: string, key: string = credentials.apiKey): Client =>
  clientOf(`${url}/api/v1/personalization`, { authorization: `Bearer ${key}` });

/** A client that is logged in to the admin API. */
export const adminClient = async (url: string): Promise<Client> => {
  const { email, password } = credentials;
  const { headers } = await clientOf(url).post('/api/admin/login', { email, password });
  const [cookie = ''] = headers.getSetCookie();
  return clientOf(`${url}/api/admin`, { cookie: cookie.split(';')[0]!, 'x-attune-csrf': '1' });
};

type Options = { mongodbUrl?: string; env?: Record<string, string> };

/** The product in this process, without the demo shop, on a database of its own unless one is given. */
export const startTestServer = async ({ mongodbUrl = testDatabaseUri(), env = {} }: Options = {}) => {
  const said: string[] = [];
  const config = parseConfig({
    PORT: '0',
    MONGODB_URL: mongodbUrl,
    ATTUNE_DEMO: 'off',
    ATTUNE_ADMIN_EMAIL: credentials.email,
    ATTUNE_ADMIN_PASSWORD: credentials.password,
    ATTUNE_API_KEY: credentials.apiKey,
    ATTUNE_LOG_LEVEL: 'silent',
    ATTUNE_MATCHER: testMatcher,
    ...env,
  });
  const server = await startServer(config, (line) => said.push(line));
  return { ...server, config, mongodbUrl, said, api: apiClient(server.url) };
};

/** Two processes over one database; the work behind is the first one's. */
export const startTwoServers = async () => {
  const server = await startTestServer();
  const other = await startTestServer({ mongodbUrl: server.mongodbUrl, env: { ATTUNE_ROLE: 'api' } });
  const stop = async (): Promise<void> => {
    await other.stop();
    await server.stop();
  };
  return { server, other, admin: await adminClient(server.url), stop };
};

export type TestServer = Awaited<ReturnType<typeof startTestServer>>;
