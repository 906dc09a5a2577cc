import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExperienceResponse } from '#schemas/decision.ts';
import { hashSecret, type Role, sessionCookie } from '#server/platform/auth.ts';
import { type Connection, connectMongo } from '#server/platform/mongo.ts';
import { adminSessionStore } from '#server/stores/admin-sessions.ts';
import { userStore } from '#server/stores/users.ts';
import { experiment, placement, settings, variant } from '#test/domain/decisions/shop.ts';
import { credentials } from '#test/support/product.ts';
import { expectOk, publish, saveDraft } from '#test/support/publish.ts';
import {
  type Answer,
  adminClient,
  type Client,
  clientOf,
  startTestServer,
  type TestServer,
} from '#test/support/server.ts';

const conversion = {
  kind: 'metric' as const,
  body: { key: 'conversion', name: 'Conversion', type: 'proportion', event: 'order_completed' },
};
const shop = [
  settings(),
  conversion,
  placement('hero_banner', { defaultVariant: 'hero-a' }),
  variant('hero-a'),
  variant('hero-b', { requiresRule: true }),
  variant('hero-c', { requiresRule: true }),
  experiment('banner', { coverage: 0, forcedVariations: { 'ada@shop.example': 'treatment' } }),
];
const redrafted = variant('hero-b', { requiresRule: true, content: { headline: 'redrafted' } });

/** Somebody of that role who is logged in. */
const clientAs = async (role: Role): Promise<Client> => {
  const [createdAt, expiresAt] = [new Date(), new Date(Date.now() + 3_600_000)];
  const user = { id: role, email: `${role}@example.com`, role, passwordHash: '', createdAt };
  await userStore(db, 'default').create(user);
  const session = { hash: hashSecret(role), userId: role, createdAt, expiresAt };
  await adminSessionStore(db, 'default').create(session);
  return clientOf(`${server.url}/api/admin`, { cookie: `${sessionCookie}=${role}`, 'x-attune-csrf': '1' });
};

type Minted = { preview: string; expiresAt: string };

let server: TestServer;
let admin: Client;
let db: Connection;
beforeAll(async () => {
  server = await startTestServer();
  db = await connectMongo(server.mongodbUrl);
  admin = await adminClient(server.url);
  await publish(admin, shop);
});
afterAll(async () => {
  await db.close();
  await server.stop();
});

const mint = async (asked: object): Promise<Minted> => expectOk(await admin.post('/previews', asked));
const decide = (more: object, headers: Record<string, string> = {}): Promise<Answer> =>
  server.api.post('/experience', { customer_id: 'tester', ...more }, headers);
const shown = async (more: object, headers?: Record<string, string>): Promise<ExperienceResponse> =>
  expectOk(await decide(more, headers));
const faultsOf = ({ body }: Answer) =>
  (body as { errors: { path: string }[] }).errors.map(({ path }) => path);

test('a tester on the list sees the variation, whatever the customer id looks like', async () => {
  const response = await shown({ customer_id: 'ada@shop.example' });
  expect(response.experiments).toEqual([{ key: 'banner', variation: 'treatment', forced: true }]);
  expect(response).not.toHaveProperty('preview');
  const data = { placement: 'hero_banner', variant: 'hero-b' };
  const told = { customer_id: 'ada@shop.example', experience_id: response.experience_id };
  const showing = await server.api.post('/track-behavior', { ...told, behavior_type: 'variant_shown', data });
  expect(showing).toMatchObject({ status: 202, body: { accepted: 0 } });
  const viewed = await server.api.post('/track-behavior', { ...told, behavior_type: 'page_viewed' });
  expect(viewed).toMatchObject({ status: 202, body: { accepted: 1 } });
});

describe('a preview', () => {
  test('forces its variation in the body or as a header, and without it all is as usual', async () => {
    const { preview } = await mint({ experiments: { banner: 'treatment' } });
    for (const response of [await shown({ preview }), await shown({}, { 'x-attune-preview': preview })]) {
      expect(response.elements[0]).toMatchObject({ variant: 'hero-b', source: 'experiment', propensity: 1 });
      expect(response.elements[0]?.reasons.map(({ code }) => code)).toEqual(['forced']);
      expect(response.experiments).toEqual([{ key: 'banner', variation: 'treatment', forced: true }]);
      expect(response.preview).toBe(true);
    }
    const usual = await shown({});
    expect(usual.elements[0]?.variant).toBe('hero-a');
    expect(usual).not.toHaveProperty('preview');
  });

  test('decides with a draft, which customers do not see', async () => {
    await saveDraft(admin, redrafted);
    const { preview } = await mint({ experiments: { banner: 'treatment' }, drafts: ['variant/hero-b'] });
    expect((await shown({ preview })).elements[0]?.content).toEqual({ headline: 'redrafted' });
    const { preview: published } = await mint({ experiments: { banner: 'treatment' } });
    expect((await shown({ preview: published })).elements[0]?.content).toEqual({ headline: 'hero-b' });
  });

  test('looks at an experiment that has not begun by way of its draft', async () => {
    await saveDraft(admin, experiment('later'));
    const asked = { experiments: { later: 'treatment' } };
    expect(faultsOf(await admin.post('/previews', asked))).toEqual(['/experiments/later']);
    const { preview } = await mint({ ...asked, drafts: ['experiment/later'] });
    expect((await shown({ preview })).experiments).toContainEqual({
      key: 'later',
      variation: 'treatment',
      forced: true,
    });
  });

  test('leaves nothing behind: no decision, no event, no profile', async () => {
    const { preview } = await mint({ experiments: { banner: 'treatment' } });
    const customer_id = 'nobody-yet';
    const { experience_id } = await shown({ customer_id, preview });
    const performance = {
      interactions: [{ type: 'shown', element: 'hero_banner' }],
      conversion_events: [{ type: 'page_viewed' }],
    };
    const told = await server.api.post(`/experience/${experience_id}/performance`, performance);
    expect(told).toMatchObject({ status: 202, body: { accepted: 0, duplicates: 0 } });
    const data = { placement: 'hero_banner', variant: 'hero-b' };
    const showing = { customer_id, behavior_type: 'variant_shown', data, experience_id };
    const tracked = await server.api.post('/track-behavior', showing);
    expect(tracked).toMatchObject({ status: 202, body: { accepted: 0, duplicates: 0 } });
    expect((await server.api.get(`/profile/${customer_id}`)).status).toBe(404);
    // decisions are written behind: a later one tells that the preview's would be there by now
    const { experience_id: later } = await shown({ customer_id: 'somebody' });
    const decided = async (profile: string) =>
      expectOk<unknown[]>(await admin.get(`/decisions?filter=${JSON.stringify({ profile })}`));
    await expect.poll(async () => (await decided('somebody')).length, { timeout: 5000 }).toBe(1);
    expect(later).not.toBe(experience_id);
    expect(await decided(customer_id)).toEqual([]);
  });

  test.each([
    ['that was tampered with', (preview: string) => `${preview.slice(0, -2)}AA`],
    ['that is text', () => 'x'],
  ])('%s is refused', async (_name, change) => {
    const { preview } = await mint({ experiments: { banner: 'treatment' } });
    const refused = await decide({ preview: change(preview) });
    expect(refused.status).toBe(400);
    expect(faultsOf(refused)).toEqual(['/preview']);
  });

  test('is no experience, and an experience is no preview', async () => {
    const { preview } = await mint({ experiments: { banner: 'treatment' } });
    const { experience_id } = await shown({});
    expect((await decide({ preview: experience_id })).status).toBe(400);
    const performance = { interactions: [{ type: 'shown', element: 'hero_banner' }] };
    expect((await server.api.post(`/experience/${preview}/performance`, performance)).status).toBe(404);
  });

  test('is over when its hours are', async () => {
    const { preview } = await mint({ experiments: { banner: 'treatment' }, hours: 0.0001 });
    await expect
      .poll(async () => (await decide({ preview })).status, { timeout: 5000, interval: 100 })
      .toBe(400);
  });

  test('is written to the audit log with who made it and what it shows', async () => {
    const { expiresAt } = await mint({ experiments: { banner: 'control' }, hours: 7 });
    const entries = await db.collection('audit_log').find({ action: 'preview.minted' }).toArray();
    expect(entries).toContainEqual(
      expect.objectContaining({
        actor: credentials.email,
        scope: 'default/production',
        detail: { experiments: { banner: 'control' }, drafts: [], expiresAt: new Date(expiresAt) },
      }),
    );
  });

  test('is made by who may edit, not by who may look', async () => {
    const statusFor = async (role: Role): Promise<number> => {
      const asked = { experiments: { banner: 'control' } };
      return (await (await clientAs(role)).post('/previews', asked)).status;
    };
    expect([await statusFor('viewer'), await statusFor('editor')]).toEqual([403, 201]);
  });
});

test.each([
  ['of nothing', {}, '/experiments'],
  ['of an unknown experiment', { experiments: { gone: 'treatment' } }, '/experiments/gone'],
  ['of an unknown variation', { experiments: { banner: 'gone' } }, '/experiments/banner'],
  ['of an unknown draft', { drafts: ['rule/gone'] }, '/documents/0'],
  ['for too long', { experiments: { banner: 'control' }, hours: 1000 }, '/hours'],
])('a preview %s cannot be made', async (_name, asked, path) => {
  const refused = await admin.post('/previews', asked);
  expect(refused.status).toBe(400);
  expect(faultsOf(refused)).toEqual([path]);
});
