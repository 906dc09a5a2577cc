import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ExperienceResponse } from '#schemas/decision.ts';
import { type OpenAdmin, openAdmin, openScreen, violations } from '#test/support/admin-browser.ts';
import type { Product } from '#test/support/product.ts';

let admin: OpenAdmin;
let product: Product;
let page: Page;

beforeAll(async () => {
  admin = await openAdmin();
  ({ product, page } = admin);
});

afterAll(() => admin?.close());

const preview = () => page.getByRole('figure', { name: 'Preview' });

const publish = async (reason: string): Promise<void> => {
  await page.getByText('Saved to the draft.').waitFor();
  await page.getByText('Valid: it can be published.').waitFor();
  await page.getByRole('button', { name: /^Publish/ }).click();
  await page.getByLabel('Reason').fill(reason);
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  await page.getByText(/Release \d+ is live/).waitFor();
};

/** The headline of the hero for a newcomer with a locale; the default, since the preview names it. */
const decideHeadline = async ({ url, apiKey }: Product, locale: string): Promise<unknown> => {
  const response = await fetch(`${url}/api/v1/personalization/experience`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      customer_id: 'e2e-content',
      elements_to_personalize: ['hero_banner'],
      // without consent the default is served, whatever competes
      context: { locale, gpc: true },
    }),
  });
  const { elements } = (await response.json()) as ExperienceResponse;
  return elements[0]?.content?.['headline'];
};

test('a channel and a locale are chosen, and the preview shows what they get', async () => {
  await openScreen(page, product, '/variants/hero-welcome', 'Edit Welcome');
  await preview().getByText('Good things for slow mornings').waitFor();
  await page.getByRole('combobox', { name: 'Locale' }).fill('de-AT');
  await page.keyboard.press('Escape');
  await preview().getByText('Schönes für langsame Morgen').waitFor();
  await page.getByText("; without it the variant's own content").waitFor();
});

test('a rendition is added, and the preview follows what is written', async () => {
  expect(await decideHeadline(product, 'de-AT')).toBe('Schönes für langsame Morgen');
  await page.getByRole('button', { name: 'Add this rendition' }).click();
  await page.getByRole('textbox', { name: 'Headline' }).fill('Für gemütliche Morgen');
  await preview().getByText('Für gemütliche Morgen').waitFor();
  await page.getByRole('button', { name: 'Mobile' }).click();
  expect((await preview().boundingBox())?.width).toBeLessThanOrEqual(320);
});

test('published, it is served to that locale and to no other', async () => {
  await publish('for Austria');
  await expect.poll(() => decideHeadline(product, 'de-AT')).toBe('Für gemütliche Morgen');
  expect(await decideHeadline(product, 'de-DE')).toBe('Schönes für langsame Morgen');
  expect(await decideHeadline(product, 'en')).toBe('Good things for slow mornings');
});

test('the JSON is the same variant: what is written there is previewed', async () => {
  await openScreen(page, product, '/variants/hero-welcome', 'Edit Welcome');
  await page.getByRole('tab', { name: 'JSON' }).click();
  await page
    .getByLabel('variant as JSON')
    .getByText(/^"Freshly roasted coffee/)
    .dblclick();
  await page.keyboard.insertText('sourdough');
  await page.getByRole('tab', { name: 'Builder' }).click();
  await preview()
    .getByText(/sourdough/)
    .waitFor();
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await preview()
    .getByText(/^Freshly roasted coffee/)
    .waitFor();
});

test('a new variant is begun from its placement', async () => {
  await openScreen(page, product, '/placements/promotional_offers', /^Edit /);
  await page.getByRole('link', { name: 'New variant here' }).click();
  await page.getByRole('heading', { level: 1, name: 'New variant' }).waitFor();
  const placement = page.getByRole('combobox', { name: 'Placement' });
  expect(await placement.inputValue()).toBe('Promotional offers');
});

test('an exclusion group is made by keyboard, and a holdout says what it costs', async () => {
  await openScreen(page, product, '/settings/settings', /^Edit /i);
  await page.getByRole('combobox', { name: 'Key of a new group' }).focus();
  await page.keyboard.type('Checkout');
  await page.getByText(/use lower-case letters/).waitFor();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('checkout');
  await page.keyboard.press('Enter');
  const group = page.getByRole('group', { name: 'checkout' });
  await group.getByText(/^All of it is free/).waitFor();
  await group.getByRole('combobox', { name: 'Split key' }).click();
  await page.getByRole('option', { name: 'account' }).click();
  await page.getByRole('textbox', { name: 'Holdout share' }).fill('0.05');
  await page.getByText(/^About 1 customer in 20/).waitFor();
});

/** A copy of a demo experiment in the group, as a draft beside the one that runs. */
const place = async (key: string, ranges: [number, number][]): Promise<void> => {
  await page.evaluate(
    async ({ key, ranges }) => {
      const headers = { 'content-type': 'application/json', 'x-attune-csrf': '1' };
      const list = await fetch('/api/admin/experiments?range=[0,0]', { headers });
      const [first] = await list.json();
      const { body } = first;
      const copy = { ...body, key, name: key, status: 'running', splitKey: 'account', seed: key };
      await fetch('/api/admin/experiments', {
        method: 'POST',
        headers,
        body: JSON.stringify({ body: { ...copy, group: { key: 'checkout', ranges } } }),
      });
    },
    { key, ranges },
  );
};

test('who owns which share of the group is drawn, said and listed, and overlaps are told', async () => {
  await page.getByText('Saved to the draft.').waitFor();
  await place('returns', [
    [0, 0.3],
    [0.8, 0.9],
  ]);
  await place('shipping', [[0.2, 0.5]]);
  await page.reload();
  const bar = 'Shares of checkout: returns 0–30%, shipping 20–50%, returns 80–90%, free 50–80%, free 90–100%';
  await page.getByRole('img', { name: bar }).waitFor();
  await page.getByText(/^“returns” \(0–30%\) and “shipping” \(20–50%\) overlap\./).waitFor();
  await page
    .getByRole('table', { name: 'Shares of checkout' })
    .getByRole('link', { name: 'shipping' })
    .waitFor();
});

const screens: [string, string, RegExp][] = [
  ['variant', '/variants/hero-welcome', /^Edit /],
  ['placement', '/placements/hero_banner', /^Edit /],
  ['settings', '/settings/settings', /^Edit /],
  ['segment', '/segments/create', /^New /],
  ['named condition', '/conditions/create', /^New /],
  ['metric', '/metrics/create', /^New /],
  ['flag', '/flags/create', /^New /],
];

test.each(['light', 'dark'] as const)('every form is accessible in %s', async (colorScheme) => {
  await page.emulateMedia({ colorScheme });
  for (const [name, path, heading] of screens) {
    await openScreen(page, product, path, heading);
    expect(await violations(page), name).toEqual([]);
  }
});

test('nothing was logged, and no other host was asked', () => {
  expect(admin.complaints).toEqual([]);
});
