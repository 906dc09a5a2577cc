import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ExperienceResponse } from '#schemas/decision.ts';
import { readRulesFolder } from '#server/platform/rules-folder.ts';
import { expectOk, publish } from '#test/support/publish.ts';
import { adminClient, startTestServer, type TestServer } from '#test/support/server.ts';
import { soon } from '#test/support/soon.ts';

type Built = {
  psychographic_data: { interests: object[] };
  behavioral_data: { engagement_metrics: { score: number } };
};

const rules = new URL('../../rules', import.meta.url).pathname;
const hero = 'hero_banner';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ env: { ATTUNE_ROLE: 'all' } });
  const admin = await adminClient(server.url);
  await publish(admin, await readRulesFolder(rules));
  const price = { amount: 1290, currency: 'EUR' };
  const product = { id: 'espresso', name: 'Espresso beans', category: 'coffee', price, stock: 100 };
  expectOk(await server.api.put('/products', { products: [product] }));
}, 60_000);
afterAll(() => server.stop());

const post = async <Body>(path: string, body: object): Promise<Body> =>
  expectOk<Body>(await server.api.post(path, body));
const track = (customer: string, behavior_type: string, data: object) =>
  post('/track-behavior', { customer_id: customer, behavior_type, data, context: { channel: 'web' } });
const decide = (customer: string) =>
  post<ExperienceResponse>('/experience', { customer_id: customer, page_type: 'homepage' });
const heroOf = ({ elements }: ExperienceResponse) => elements.find(({ name }) => name === hero)!;

test('who looks at products has interests and is engaged', async () => {
  const built = await soon(async () => {
    // a new product is known a moment later
    await track('newcomer', 'product_viewed', { product_id: 'espresso' });
    const sections = await post<Built>('/profile/newcomer/build', {
      behavioral_data: { engagement_metrics: true },
      psychographic_data: { interests: true },
    });
    expect(sections.psychographic_data.interests).toMatchObject([{ name: 'coffee', inferred: true }]);
    return sections;
  });
  expect(built.behavioral_data.engagement_metrics.score).toBeGreaterThan(0);
});

test('an experience has elements, without any confidence before there are outcomes', async () => {
  const { elements, confidence_score } = await decide('newcomer');
  expect(elements.length).toBeGreaterThan(0);
  expect(confidence_score).toBeNull();
});

test('a decision shows what the event before it changed', async () => {
  expect(heroOf(await decide('newcomer')).variant).not.toBe('hero-members-preview');
  await track('newcomer', 'identified', { traits: { loyalty_tier: 'gold' } });
  expect(heroOf(await decide('newcomer')).variant).toBe('hero-members-preview');
});

test('what visitors buy after it was shown to them is decided with confidence', async () => {
  const shown = new Map<string, number>();
  let best: string | undefined;
  for (let n = 0; n < 120; n += 1) {
    const experience = await decide(`visitor-${n}`);
    const { variant } = heroOf(experience);
    best ??= variant;
    shown.set(variant, (shown.get(variant) ?? 0) + 1);
    const total = { amount: 1290, currency: 'EUR' };
    const order = { order_id: `o${n}`, total, items: [{ product_id: 'espresso' }] };
    const buys = variant === best && n % 2 === 0;
    await post(`/experience/${experience.experience_id}/performance`, {
      interactions: [{ type: 'shown', element: hero }],
      ...(buys && { conversion_events: [{ type: 'order_completed', data: order }] }),
    });
  }
  // there was something to compare it with
  expect(shown.size).toBeGreaterThan(1);
  let asked = 0;
  await soon(async () => {
    asked += 1;
    const { variant, confidence_score } = heroOf(await decide(`latecomer-${asked}`));
    expect({ variant, isSure: (confidence_score ?? 0) > 0.5 }).toEqual({ variant: best, isSure: true });
  });
}, 60_000);
