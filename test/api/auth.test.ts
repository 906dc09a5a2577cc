import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AdminApp, startAdminApp } from './admin-app.ts';

let admin: AdminApp;
beforeAll(async () => {
  admin = await startAdminApp();
  await admin.authentication.ensureAdmin({ email: 'Ada@Shop.example', password: 'correct horse' });
});
afterAll(() => admin.stop());

const login = (email: string, password: string) =>
  admin.anonymous().post('/api/admin/login').send({ email, password });
const cookieOf = async (): Promise<string> => {
  const { headers } = await login('ada@shop.example', 'correct horse').expect(200);
  return String(headers['set-cookie']).split(';')[0] as string;
};
const me = (cookie: string) => admin.anonymous().get('/api/admin/me').set('Cookie', cookie);

test('the right password opens a session whose cookie no script and no other site can use', async () => {
  const { body, headers } = await login(' ADA@shop.example', 'correct horse').expect(200);
  expect(body).toEqual({ user: { id: expect.any(String), email: 'ada@shop.example', role: 'admin' } });
  const cookie = String(headers['set-cookie']);
  for (const attribute of ['HttpOnly', 'SameSite=Strict', 'Path=/api/admin'])
    expect(cookie).toContain(attribute);
});

test('the session tells who is logged in, until they log out', async () => {
  const cookie = await cookieOf();
  expect((await me(cookie).expect(200)).body.user.email).toBe('ada@shop.example');
  await admin
    .anonymous()
    .post('/api/admin/logout')
    .set('Cookie', cookie)
    .set('x-attune-csrf', '1')
    .expect(204);
  await me(cookie).expect(401);
});

test('a session ends after twelve hours', async () => {
  const cookie = await cookieOf();
  admin.pass(11.9 * 3_600_000);
  await me(cookie).expect(200);
  admin.pass(0.2 * 3_600_000);
  await me(cookie).expect(401);
});

test('a change without the header that other sites cannot send is refused', async () => {
  const cookie = await cookieOf();
  const { body } = await admin.anonymous().post('/api/admin/logout').set('Cookie', cookie).expect(403);
  expect(body.detail).toContain('x-attune-csrf');
  await me(cookie).expect(200);
});

test('a wrong password and an unknown address are told alike', async () => {
  const wrong = await login('ada@shop.example', 'wrong').expect(401);
  const unknown = await login('eve@shop.example', 'wrong').expect(401);
  expect(wrong.body).toEqual(unknown.body);
});

test('after ten attempts an address has to wait, with the right password too, until the quarter of an hour is over', async () => {
  for (let attempt = 0; attempt < 10; attempt += 1) await login('bob@shop.example', 'wrong').expect(401);
  const { headers } = await login('bob@shop.example', 'wrong').expect(429);
  expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  await login('ada@shop.example', 'correct horse').expect(200);
  admin.pass(15 * 60_000);
  await login('bob@shop.example', 'wrong').expect(401);
});

test('neither passwords nor sessions are in the database as they are', async () => {
  const session = (await cookieOf()).split('=')[1] as string;
  const users = await admin.db.collection('users').find({}).toArray();
  const sessions = await admin.db.collection('sessions').find({}).toArray();
  const stored = JSON.stringify([users, sessions]);
  expect(stored).not.toContain('correct horse');
  expect(stored).not.toContain(session);
  expect(users[0]?.['passwordHash']).toMatch(/^scrypt\$32768\$8\$3\$/);
});

test('the first administrator gets a password that is shown once', async () => {
  const first = await admin.authentication.ensureAdmin({ email: 'new@shop.example' });
  expect(first.generated).toMatch(/^[\w-]{16}$/);
  expect(await admin.authentication.ensureAdmin({ email: 'new@shop.example' })).toMatchObject({
    generated: null,
  });
  await login('new@shop.example', first.generated as string).expect(200);
});

test('a password that is set from outside replaces the one before', async () => {
  await admin.authentication.ensureAdmin({ email: 'set@shop.example', password: 'before' });
  await admin.authentication.ensureAdmin({ email: 'set@shop.example', password: 'after' });
  await login('set@shop.example', 'before').expect(401);
  await login('set@shop.example', 'after').expect(200);
});

test.each<[string, unknown, string[]]>([
  ['nothing', undefined, ['/email', '/password']],
  ['an operator', { email: { $gt: '' }, password: 'x' }, ['/email/$gt']],
  ['wrong types', { email: 1, password: {} }, ['/email', '/password']],
  ['an unknown field', { email: 'a', password: 'b', role: 'admin' }, ['/role']],
  ['a huge password', { email: 'a', password: 'x'.repeat(2000) }, ['/password']],
])('a login with %s is a 400 that names the faults', async (_, body, paths) => {
  const response = await admin
    .anonymous()
    .post('/api/admin/login')
    .send(body as object);
  expect(response.status).toBe(400);
  expect(response.type).toBe('application/problem+json');
  expect(response.body.errors.map(({ path }: { path: string }) => path)).toEqual(paths);
});

test.each(['', 'attune_session=', 'attune_session=x', 'other=1; attune_session=%00', 'attune_session'])(
  'the cookie %j lets nobody in',
  async (cookie) => {
    await me(cookie).expect(401);
  },
);
