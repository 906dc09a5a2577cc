import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AdminApp, startAdminApp } from './admin-app.ts';

let admin: AdminApp;
let client: Awaited<ReturnType<AdminApp['as']>>;
beforeAll(async () => {
  admin = await startAdminApp();
  client = await admin.as('admin');
});
afterAll(() => admin.stop());

const url = '/api/admin/api-keys';
const create = async (body: object) => (await client.post(url).send(body).expect(201)).body;
const useKey = (key: string, right: string) =>
  admin.anonymous().get(`/needs/${right}`).set('Authorization', `Bearer ${key}`);

test('the text of a key is answered once; the database and later answers have only its beginning', async () => {
  const made = await create({ name: 'web shop', kind: 'server' });
  expect(made).toMatchObject({ name: 'web shop', environment: 'production', revokedAt: null });
  expect(made.key).toMatch(/^attune_[\w-]{32}$/);
  expect(made.key.startsWith(made.prefix)).toBe(true);
  const listed = await client.get(url).expect(200);
  const stored = await admin.db.collection('api_keys').find({}).toArray();
  expect(JSON.stringify([listed.body, stored])).not.toContain(made.key);
  expect(JSON.stringify(listed.body)).not.toContain('hash');
});

test('a server key may everything, a browser key decides and tracks', async () => {
  const [server, browser] = [
    await create({ name: 's', kind: 'server' }),
    await create({ name: 'b', kind: 'browser' }),
  ];
  expect([server.rights, browser.rights]).toEqual([
    ['decide', 'track', 'catalog', 'read'],
    ['decide', 'track'],
  ]);
  await useKey(server.key, 'catalog').expect(200);
  await useKey(browser.key, 'decide').expect(200);
  await useKey(browser.key, 'catalog').expect(403);
});

test('a key is taken as X-API-Key too', async () => {
  const { key } = await create({ name: 'flags', rights: ['decide'] });
  await admin.anonymous().get('/needs/decide').set('X-API-Key', key).expect(200);
});

test.each(['', 'Bearer', 'Bearer x', 'Bearer attune_0', 'Basic eDp5', `Bearer ${'x'.repeat(5000)}`])(
  'the authorization %j is a 401',
  async (authorization) => {
    const { headers } = await admin
      .anonymous()
      .get('/needs/decide')
      .set('Authorization', authorization)
      .expect(401);
    expect(headers['www-authenticate']).toBe('Bearer');
  },
);

test('a revoked key is refused within seconds by a process that has just taken it', async () => {
  const { id, key } = await create({ name: 'leaked', kind: 'server' });
  await useKey(key, 'decide').expect(200);
  const { body } = await client.delete(`${url}/${id}`).expect(200);
  expect(body).toMatchObject({ id, revokedAt: expect.any(String) });
  admin.pass(5_000);
  await useKey(key, 'decide').expect(401);
  await client.delete(`${url}/${id}`).expect(200);
});

test('making and revoking keys is on record, without their text', async () => {
  const { id, key } = await create({ name: 'noted', kind: 'browser' });
  await client.delete(`${url}/${id}`).expect(200);
  const entries = await admin.db
    .collection('audit_log')
    .find({ subject: `api-key/${id}` })
    .toArray();
  expect(entries.map(({ action }) => action).sort()).toEqual(['api-key.created', 'api-key.revoked']);
  expect(JSON.stringify(entries)).not.toContain(key);
});

test('a key belongs to the environment that it was made in', async () => {
  const { body } = await client
    .post(`${url}?environment=staging`)
    .send({ name: 'staged', kind: 'server' })
    .expect(201);
  expect(body.environment).toBe('staging');
});

test('a preset key is made once', async () => {
  const preset = {
    name: 'automation',
    rights: ['read'] as const,
    environment: 'production',
    text: 'preset-key-text-123',
  };
  expect(await admin.apiKeys.ensureApiKey(preset)).toBe(preset.text);
  expect(await admin.apiKeys.ensureApiKey(preset)).toBeNull();
  await useKey(preset.text, 'decide').expect(403);
  const demo = { name: 'demo', rights: ['decide'] as const, environment: 'production' };
  expect(await admin.apiKeys.ensureApiKey(demo)).toMatch(/^attune_/);
  expect(await admin.apiKeys.ensureApiKey(demo)).toBeNull();
});

test('the list sorts, pages and says how many there are', async () => {
  const { body, headers } = await client.get(`${url}?sort=["name","DESC"]&range=[0,1]`).expect(200);
  expect(headers['content-range']).toMatch(/^api-keys 0-1\/\d+$/);
  const names = body.map(({ name }: { name: string }) => name);
  expect(names).toEqual([...names].sort().reverse());
  const one = await client.get(`${url}?filter={"id":["${body[0].id}"]}`).expect(200);
  expect(one.body).toEqual([body[0]]);
  await client.get(`${url}/${body[0].id}`).expect(200, body[0]);
});

test.each(['editor', 'viewer'] as const)('%ss have nothing to do with keys', async (role) => {
  const other = await admin.as(role);
  await other.get(url).expect(403);
  await other.post(url).send({ name: 'x', kind: 'server' }).expect(403);
});

test('nobody lists keys without logging in', async () => {
  await admin.anonymous().get(url).expect(401);
});

test.each<[string, unknown]>([
  ['nothing', {}],
  ['a list', []],
  ['an empty name', { name: ' ', kind: 'server' }],
  ['an unknown right', { name: 'x', rights: ['root'] }],
  ['no rights', { name: 'x', rights: [] }],
  ['both kind and rights', { name: 'x', kind: 'server', rights: ['decide'] }],
  ['an operator', { name: { $ne: null }, kind: 'server' }],
  ['an unknown field', { name: 'x', kind: 'server', hash: 'y' }],
])('making a key of %s is a 400 that names the faults', async (_, body) => {
  const response = await client.post(url).send(body as object);
  expect(response.status).toBe(400);
  expect(response.body.errors.length).toBeGreaterThan(0);
});

test.each([
  ['get', `${url}/nobody`, 404],
  ['delete', `${url}/nobody`, 404],
  ['get', `${url}?range=[5,1]`, 400],
  ['get', `${url}?filter={"id":{"$gt":""}}`, 400],
  ['get', `${url}?filter=5`, 400],
] as const)('%s %s is a %i', async (method, path, status) => {
  await client[method](path).expect(status);
});
