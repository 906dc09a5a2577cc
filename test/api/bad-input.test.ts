import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FlagFailure } from '#schemas/ofrep.ts';
import type { Problem, ProblemFault } from '#schemas/problem.ts';
import { type Connection, connectMongo } from '#server/platform/mongo.ts';
import { readRulesFolder } from '#server/platform/rules-folder.ts';
import { fact } from '#test/domain/decisions/shop.ts';
import { inTurns } from '#test/support/in-turns.ts';
import { credentials } from '#test/support/product.ts';
import { expectOk, publish } from '#test/support/publish.ts';
import { productRoutes } from '#test/support/routes.ts';
import {
  type Answer,
  adminClient,
  type Client,
  clientOf,
  startTestServer,
  type TestServer,
} from '#test/support/server.ts';
import { millisecondsUntil } from '#test/support/wait.ts';
import { type Attack, attacksOn } from './bad-input-attacks.ts';
import { type Endpoint, endpointsOf, type Surface, servedExperience } from './bad-input-endpoints.ts';

const rules = new URL('../../rules', import.meta.url).pathname;
const gold = { all: [fact('profile', '$.traits.plan', 'equal', 'gold')] };
const more = [
  { kind: 'condition' as const, body: { key: 'gold-plan', name: 'Gold', conditions: gold } },
  { kind: 'flag' as const, body: { key: 'new-menu', name: 'New menu', type: 'boolean', value: true } },
];
const documents = [...(await readRulesFolder(rules)), ...more];
const endpoints = endpointsOf(documents);

let server: TestServer;
let db: Connection;
let clients: Record<Surface, { known: Client; anonymous: Client }>;
let experienceId: string;
let before: Record<string, string>;

/** Login attempts are counted, and evidence is numbered and kept by the clock. */
const unrelated = ['rate_limits', 'evidence_heads', 'evidence_parts'];

/** That somebody was given a customer's data is on record, however odd the request was. */
const recorded = { action: { $ne: 'customer.exported' } };

/** Every document of every collection that requests write. */
const contents = async (): Promise<Record<string, string>> => {
  const collections = (await db.db!.listCollections().toArray()).map(({ name }) => name);
  const entries = collections
    .filter((name) => !unrelated.includes(name))
    .map(async (name) => {
      const documents = await db.collection(name).find(recorded).sort({ _id: 1 }).toArray();
      return [name, JSON.stringify(documents)] as const;
    });
  return Object.fromEntries(await Promise.all(entries));
};

beforeAll(async () => {
  // no worker: whatever is written is written by a request
  server = await startTestServer({ env: { ATTUNE_ROLE: 'api' } });
  db = await connectMongo(server.mongodbUrl);
  const admin = await adminClient(server.url);
  await publish(admin, documents);
  const { api } = server;
  expectOk(await api.put('/products', [{ id: 'p1', name: 'Tea' }]));
  expectOk(await api.post('/track-behavior', { customer_id: 'ada', behavior_type: 'page_viewed' }));
  const decision = await api.post('/experience', { customer_id: 'ada' });
  experienceId = expectOk<{ experience_id: string }>(decision).experience_id;
  const roots = {
    personalization: `${server.url}/api/v1/personalization`,
    ofrep: `${server.url}/ofrep/v1`,
    admin: `${server.url}/api/admin`,
  };
  clients = {
    ofrep: {
      known: clientOf(roots.ofrep, { 'x-api-key': credentials.apiKey }),
      anonymous: clientOf(roots.ofrep),
    },
    personalization: { known: api, anonymous: clientOf(roots.personalization) },
    admin: { known: admin, anonymous: clientOf(roots.admin) },
  };
  // decisions and what is counted of them are written behind
  for (const name of ['decisions', 'rule_matches', 'engagement_metrics'])
    await millisecondsUntil(async () => (await db.collection(name).countDocuments()) > 0);
  // everyone is counted at the first question
  expectOk(await admin.get('/segment-sizes'));
  // and a customer is given a reference for the audit log
  expectOk(await api.get('/profile/ada/export'));
  before = await contents();
});
afterAll(async () => {
  await db.close();
  await server.stop();
});

test('the table has every endpoint', () => {
  const routes = productRoutes(db);
  for (const surface of ['personalization', 'ofrep', 'admin'] as const) {
    const listed = endpoints.filter((endpoint) => endpoint.surface === surface).map(({ route }) => route);
    expect(listed.sort()).toEqual(routes[surface]);
  }
});

const isProblem = ({ status, headers, body }: Answer): boolean =>
  headers.get('content-type')?.startsWith('application/problem+json') === true &&
  (body as Problem).status === status &&
  typeof (body as Problem).code === 'string';

/** OpenFeature's protocol has a form of its own for faults, and tells strangers nothing. */
const isFlagFailure = ({ status, body, text }: Answer): boolean =>
  status === 401 || status === 403
    ? text === ''
    : typeof (body as Partial<FlagFailure>).errorCode === 'string';

/** To check a document is to be told its faults. */
const isChecked = ({ path, fault }: Attack, { status }: Answer): boolean =>
  status === 200 && fault !== undefined && path.endsWith('/validate');

/** What is wrong with the answer to an attack, or null. */
const complaint = (surface: Surface, attack: Attack, answer: Answer): string | null => {
  const { status, body, text } = answer;
  if (status < 400 && attack.orAnswered) return null;
  if (!isChecked(attack, answer)) {
    if (!attack.statuses.includes(status)) return `answered ${status} ${text.slice(0, 200)}`;
    const isTold = isProblem(answer) || (surface === 'ofrep' && isFlagFailure(answer));
    if (!isTold) return `no problem document: ${text.slice(0, 200)}`;
  }
  const { fault } = attack;
  if (surface === 'ofrep' && fault !== undefined)
    return (body as FlagFailure).errorDetails.includes(fault) ? null : `no fault at "${fault}" in ${text}`;
  const { errors, faults = errors ?? [] } = body as Partial<Problem> & { faults?: ProblemFault[] };
  if (fault === undefined || faults.some(({ path }) => path.startsWith(fault))) return null;
  return `no fault at "${fault}" in ${JSON.stringify(faults)}`;
};

const withCredentials = ({ surface }: Endpoint, { anonymous = false }: Attack): Client =>
  clients[surface][anonymous ? 'anonymous' : 'known'];

const tryAttack = async (endpoint: Endpoint, attack: Attack): Promise<string[]> => {
  const { name, method, path, headers = {}, body } = attack;
  const client = withCredentials(endpoint, attack);
  const answer = await client.call(method, path.replace(servedExperience, experienceId), {
    headers,
    ...(body !== undefined && { body }),
  });
  const found = complaint(endpoint.surface, attack, answer);
  return found === null ? [] : [`${name}: ${found}`];
};

/** Every method that the endpoint's path takes, also as one of a more general path: `/rules/:key`. */
const samePath = (endpoint: Endpoint): string[] => {
  const [, path = ''] = endpoint.route.split(' ');
  const covers = (general: string): boolean =>
    path === general || new RegExp(`^${general.replaceAll(/:\w+/g, '[^/:]+')}$`).test(path);
  return endpoints
    .filter(({ surface, route }) => surface === endpoint.surface && covers(route.split(' ')[1]!))
    .map(({ route }) => route.split(' ')[0]!);
};

test.each(endpoints.map((endpoint) => [`${endpoint.surface}: ${endpoint.route}`, endpoint] as const))(
  '%s',
  async (_, endpoint) => {
    const attacks = attacksOn(endpoint, samePath(endpoint));
    const tried = await inTurns(attacks, 8, (attack) => tryAttack(endpoint, attack));
    expect(tried.flat()).toEqual([]);
  },
);

/** Sends bytes that fetch would not; the first line of the answer. */
const sendRaw = (text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.url);
    const socket = connect({ host: hostname, port: Number(port) }, () => socket.write(text));
    socket.once('data', (data) => {
      resolve(String(data).split('\r\n')[0]!);
      socket.destroy();
    });
    socket.once('error', reject);
  });

const head = 'Host: shop.example\r\n';

test.each([
  ['no HTTP', 'hello\r\n\r\n', 400],
  ['an unknown method', `HAVE / HTTP/1.1\r\n${head}\r\n`, 400],
  ['no host', 'GET / HTTP/1.1\r\n\r\n', 400],
  ['a raw control character in the path', `GET /\x01 HTTP/1.1\r\n${head}\r\n`, 400],
  ['headers of 20 KB', `GET / HTTP/1.1\r\n${head}x: ${'y'.repeat(20_000)}\r\n\r\n`, 431],
  [
    'two lengths of one body',
    `POST /api/admin/login HTTP/1.1\r\n${head}Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}`,
    400,
  ],
  [
    'a length that is no number',
    `POST /api/admin/login HTTP/1.1\r\n${head}Content-Length: many\r\n\r\n{}`,
    400,
  ],
])('below the API: %s', async (_, text, status) => {
  expect(await sendRaw(text)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
});

test('afterwards the database holds what it held before', async () => {
  expect(await contents()).toEqual(before);
});
