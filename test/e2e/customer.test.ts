import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExperienceResponse } from '#schemas/decision.ts';
import { type OpenAdmin, openAdmin, openScreen, violations } from '#test/support/admin-browser.ts';
import type { Product } from '#test/support/product.ts';

let admin: OpenAdmin;
let product: Product;
let page: Page;

const call = async <Answer>(method: string, path: string, body?: object): Promise<Answer> => {
  const response = await fetch(`${product.url}/api/v1/personalization/${path}`, {
    method,
    headers: { authorization: `Bearer ${product.apiKey}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  return (await response.json()) as Answer;
};

const track = (behavior_type: string, data: object) =>
  call('POST', 'track-behavior', {
    customer_id: 'newcomer',
    behavior_type,
    data,
    context: { channel: 'web' },
  });
const decide = () =>
  call<ExperienceResponse>('POST', 'experience', { customer_id: 'newcomer', page_type: 'homepage' });

const beans = 'demo-coffee-ethiopian-espresso-beans';

beforeAll(async () => {
  admin = await openAdmin();
  ({ product, page } = admin);
  await track('consent_updated', { purposes: { personalization: true, profiling: true } });
  await track('product_viewed', { product_id: beans });
  await track('added_to_cart', { product_id: beans, quantity: 1 });
});

afterAll(() => admin?.close());

describe('a customer built from behavior', () => {
  test('has interests and is engaged', async () => {
    const built = await call<{
      psychographic_data: { interests: object[] };
      behavioral_data: { engagement_metrics: { score: number } };
    }>('POST', 'profile/newcomer/build', {
      behavioral_data: { engagement_metrics: true },
      psychographic_data: { interests: true },
    });
    expect(built.psychographic_data.interests).toMatchObject([{ name: 'coffee', inferred: true }]);
    expect(built.behavioral_data.engagement_metrics.score).toBeGreaterThan(0);
  });

  test('gets an experience with elements, confident where two weeks of data support it', async () => {
    const { elements } = await decide();
    expect(elements.length).toBeGreaterThan(0);
    expect(Math.max(...elements.map(({ confidence_score: confidence }) => confidence ?? 0))).toBeGreaterThan(
      0.5,
    );
  });

  test('is seen as an update makes them by the very next decision', async () => {
    const segments = async () => {
      const { segments: found } = await call<{ segments: { key: string }[] }>('GET', 'insights/newcomer');
      return found.map(({ key }) => key);
    };
    expect(await segments()).not.toContain('club_members');
    await track('identified', { traits: { loyalty_tier: 'gold' } });
    const { elements } = await decide();
    expect(await segments()).toContain('club_members');
    expect(elements.find(({ name }) => name === 'hero_banner')?.variant).toBe('hero-members-preview');
  });
});

describe('the screen of a customer', () => {
  test('shows what is concluded with what it rests on', async () => {
    await openScreen(page, product, '/customers/customer_id%3Anewcomer/show', /newcomer/);
    await page.getByText(/category coffee · 1 × product viewed · 1 × added to cart/).waitFor();
    await page.getByText('personalization: given').waitFor();
    await page.getByRole('img', { name: /^Engagement over 1 week,/ }).waitFor();
  });

  test('has behaviors and decisions in one list, which narrows by keyboard', async () => {
    const timeline = page.getByRole('list', { name: 'Timeline' });
    await timeline.getByText('added to cart', { exact: true }).waitFor();
    await timeline.getByRole('link', { name: 'Explain' }).first().waitFor();
    await page.getByRole('button', { name: 'Decisions', exact: true }).press('Enter');
    await timeline.getByText('added to cart', { exact: true }).waitFor({ state: 'detached' });
    await timeline.getByRole('link', { name: 'Explain' }).first().press('Enter');
    await page.getByRole('heading', { level: 1, name: /decision/i }).waitFor();
  });

  test('says who the customer is, and merges a visitor into them', async () => {
    await call('POST', 'track-behavior', {
      anonymous_id: 'passer-by',
      behavior_type: 'page_viewed',
      data: {},
    });
    await openScreen(page, product, '/customers/customer_id%3Anewcomer/show', /newcomer/);
    await page.getByRole('button', { name: 'Merge' }).press('Enter');
    await page.getByRole('combobox', { name: 'Customer' }).fill('passer');
    await page.getByRole('option', { name: 'anonymous_id:passer-by' }).click();
    await page.getByText(/folded in order of time/).waitFor();
    await page.getByLabel('Reason').fill('Said so at the counter');
    expect(await violations(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Merge' }).click();
    await page
      .getByRole('list', { name: 'Links' })
      .getByText(/anonymous_id:passer-by is customer_id:newcomer/)
      .waitFor();
    await page
      .getByRole('list', { name: 'By hand' })
      .getByText(/Said so at the counter/)
      .waitFor();
  });

  test.each(['light', 'dark'])('can be read by everyone in %s', async (theme) => {
    await page.evaluate((name) => localStorage.setItem('RaStore.theme', JSON.stringify(name)), theme);
    await page.reload();
    await openScreen(page, product, '/customers/customer_id%3Anewcomer/show', /newcomer/);
    await page.getByRole('heading', { name: 'Timeline' }).waitFor();
    expect(await violations(page)).toEqual([]);
  });
});

test('an event shows up on the live screen as it comes in, and waits while that is paused', async () => {
  await openScreen(page, product, '/live', 'Live events');
  await page.getByText('live', { exact: true }).waitFor();
  await track('searched', { query: 'beans' });
  await page.getByRole('cell', { name: 'query beans' }).waitFor();
  await page.getByRole('button', { name: 'Pause' }).click();
  await track('searched', { query: 'cups' });
  await page.getByRole('button', { name: 'Go on (1 waiting)' }).click();
  await page.getByRole('cell', { name: 'query cups' }).waitFor();
  expect(await violations(page)).toEqual([]);
});

test('no screen complained in the console or asked another host', () => {
  expect(admin.complaints).toEqual([]);
});
