import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readRulesFolder } from '#server/platform/rules-folder.ts';
import { expectOk, publish } from '#test/support/publish.ts';
import { adminClient, type Client, startTestServer, type TestServer } from '#test/support/server.ts';

const rules = new URL('../../rules', import.meta.url).pathname;

let server: TestServer;
let admin: Client;

beforeAll(async () => {
  server = await startTestServer();
  admin = await adminClient(server.url);
  await publish(admin, await readRulesFolder(rules));
});
afterAll(() => server.stop());

describe('what follows from a profile', () => {
  type Told = { withheld: object[]; segments: object[] };
  const told = async (kind: 'insights' | 'profile') => expectOk<Told>(await server.api.get(`/${kind}/wanda`));
  const consent = (purposes: object) => server.api.post('/profile/wanda/consent', { purposes });
  const refused = { reason: 'customer', since: expect.any(String) };
  beforeAll(async () => {
    expectOk(
      await server.api.post('/track-behavior', { customer_id: 'wanda', behavior_type: 'page_viewed' }),
    );
  });

  test('is not withheld from whoever consents', async () => {
    await consent({ personalization: true, profiling: true });
    expect((await told('insights')).withheld).toEqual([]);
    expect((await told('profile')).withheld).toEqual([]);
  });
  test('is said to be withheld, by which purpose and why, and not to be unknown', async () => {
    await consent({ personalization: false, profiling: false });
    const preferences = { section: 'preferences', purpose: 'profiling', ...refused };
    const segments = { section: 'segments', purpose: 'personalization', ...refused };
    const next = { section: 'next_best_action', purpose: 'personalization', ...refused };
    expect(await told('insights')).toMatchObject({ segments: [], withheld: [preferences, segments, next] });
    expect(await told('profile')).toMatchObject({ segments: [], withheld: [preferences, segments] });
    const shown = expectOk<Told>(await admin.get('/customers/customer_id:wanda'));
    expect(shown.withheld).toEqual([preferences, segments, next]);
  });
  test('is withheld while processing is restricted, since then', async () => {
    await server.api.post('/profile/wanda/restriction', { restricted: true });
    const { withheld } = await told('insights');
    expect(withheld).toContainEqual({
      ...{ section: 'segments', purpose: 'personalization', reason: 'restriction' },
      since: expect.any(String),
    });
  });
});
