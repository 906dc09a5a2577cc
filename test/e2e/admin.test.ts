import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  decideHero,
  type OpenAdmin,
  openAdmin,
  openScreen,
  signIn,
  violations,
} from '#test/support/admin-browser.ts';
import type { Product } from '#test/support/product.ts';
import { adminClient, clientOf } from '#test/support/server.ts';

let admin: OpenAdmin;
let product: Product;
let page: Page;

const open = (path: string, heading: string | RegExp, where: Page = page): Promise<void> =>
  openScreen(where, product, path, heading);
const heroNow = (): Promise<string | undefined> => decideHero(product);

beforeAll(async () => {
  admin = await openAdmin();
  ({ product, page } = admin);
});

afterAll(() => admin?.close());

test('the rules of the demo shop are listed', async () => {
  await open('/rules', 'Rules');
  await page.getByRole('row', { name: /vip-hero/ }).waitFor();
  expect(await page.getByRole('row').count()).toBeGreaterThan(5);
});

const forEveryone = {
  key: 'vip-hero',
  name: 'Everyone sees the preview',
  priority: 100,
  conditions: {
    all: [{ fact: 'context', path: '$.page_type', operator: 'equal', value: 'homepage' }],
  },
  event: {
    type: 'personalize',
    params: { actions: [{ type: 'pin', placement: 'hero_banner', variant: 'hero-members-preview' }] },
  },
};

const write = async (text: string): Promise<void> => {
  await page.getByLabel('rule as JSON').click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText(text);
};

test('a fault is shown where it is, before anything is saved', async () => {
  await open('/rules/vip-hero', /^Edit/);
  await page.getByRole('tab', { name: 'JSON' }).click();
  await write(JSON.stringify({ ...forEveryone, priority: -1 }, null, 2));
  await page.getByText('One fault').waitFor();
  await page.locator('.cm-lintRange-error').first().waitFor();
});

test('a published change changes the next decision', async () => {
  expect(await heroNow()).not.toBe('hero-members-preview');
  await write(JSON.stringify(forEveryone, null, 2));
  await page.getByText('Valid: it can be published.').waitFor();
  await page.getByText('Saved to the draft.').waitFor();
  expect(await heroNow()).not.toBe('hero-members-preview');
  await page.getByRole('button', { name: /^Publish/ }).click();
  await page.getByLabel('Reason').fill('everyone deserves it');
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  await page.getByText(/Release \d+ is live/).waitFor();
  await expect.poll(heroNow, { timeout: 2000 }).toBe('hero-members-preview');
});

test('the release says what changed, by whom and why', async () => {
  await open('/releases', 'Releases');
  await page
    .getByRole('row', { name: /everyone deserves it/ })
    .getByRole('link')
    .click();
  await page.getByText('rule/vip-hero').waitFor();
});

test('lists narrow to a placement, and say so when nothing is left', async () => {
  await open('/rules', 'Rules');
  const all = await page.getByRole('row').count();
  await page.getByRole('combobox', { name: 'Placement' }).click();
  await page.getByRole('option', { name: 'Navigation items' }).click();
  await expect.poll(() => page.getByRole('row').count()).toBeLessThan(all);
  await page.getByLabel('Search rules').fill('no rule is called that');
  await page.getByText('Nothing matches').waitFor();
  await page.getByRole('button', { name: 'Clear the filters' }).click();
  await expect.poll(() => page.getByRole('row').count()).toBe(all);
});

test('an experiment has a report', async () => {
  await open('/experiments', 'Experiments');
  await page
    .getByRole('row', { name: /running/ })
    .getByRole('link')
    .first()
    .click();
  await page.getByRole('heading', { name: 'Effect on each metric' }).waitFor();
  expect(await page.getByRole('table').textContent()).not.toMatch(/NaN|Infinity/);
  await page.getByRole('cell', { name: /^€\d/ }).first().waitFor();
});

test('a journey is drawn, and listed for those who cannot see it', async () => {
  await open('/journeys', 'Journeys');
  await page.getByRole('table').getByRole('link').first().click();
  await page.locator('.react-flow__node').first().waitFor();
  const states = await page.getByRole('table', { name: 'States' }).getByRole('row').count();
  expect(await page.locator('.react-flow__node').count()).toBe(states - 1);
});

test('a state lists its customers, and closing the list gives the focus back', async () => {
  const button = page.getByRole('button', { name: /customers in browsing/ });
  await button.press('Enter');
  const dialog = page.getByRole('dialog', { name: /browsing/ });
  await dialog.getByRole('link').first().waitFor();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
});

test('a decision explains itself to the last condition', async () => {
  await expect
    .poll(
      async () => {
        await open('/decisions', 'Decisions');
        return page.getByRole('table').getByText('e2e-1').count();
      },
      { timeout: 20_000 },
    )
    .toBeGreaterThan(0);
  await page.getByRole('table').getByRole('link').first().click();
  await page.getByRole('heading', { name: 'Why this decision?' }).waitFor();
  await page.getByRole('heading', { name: /^Hero banner: Members' preview/ }).waitFor();
  await page.getByText(/page type is “homepage”/).waitFor();
});

test('one click on an old revision and a reason make it live again', async () => {
  await open('/rules/vip-hero/show', 'Everyone sees the preview');
  await page.getByRole('tab', { name: 'Versions' }).click();
  await page.getByRole('button', { name: /^Roll back to revision 1/ }).click();
  const dialog = page.getByRole('dialog', { name: /back to revision 1/ });
  await dialog.getByLabel('Reason').fill('that was too generous');
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Roll back' }).click();
  await page.getByText(/Revision 1 is live again, in release \d+/).waitFor();
  await page.getByRole('heading', { level: 1, name: /members' preview/ }).waitFor();
  await expect.poll(heroNow, { timeout: 2000 }).not.toBe('hero-members-preview');
});

test('recorded traffic is decided again with another release', async () => {
  await heroNow();
  await open('/replay', 'Replay');
  await page.getByRole('combobox', { name: 'With' }).click();
  await page.getByRole('option', { name: /^release 1/ }).click();
  await page.getByRole('button', { name: 'Replay' }).click();
  await page.getByText('Decided again', { exact: true }).waitFor();
  await page.getByRole('table', { name: 'For whom' }).waitFor();
  expect(await violations(page)).toEqual([]);
});

test('a customer’s decision is simulated, with what is supposed of them and with the drafts', async () => {
  await open('/customers', 'Customers');
  await page.getByRole('table').getByRole('link').first().click();
  await page.getByRole('link', { name: 'Simulate' }).click();
  await page.getByRole('heading', { level: 1, name: 'Simulator' }).waitFor();
  await page.getByRole('heading', { name: /^Hero banner/ }).waitFor();
  await page.getByLabel('Overrides as JSON').click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText('{"consent": {"personalization": false}}');
  await page.getByRole('combobox', { name: 'Decide with' }).click();
  await page.getByRole('option', { name: 'both, side by side' }).click();
  await page.getByRole('button', { name: 'Simulate' }).click();
  await page
    .getByText(/there is no consent to personalization/)
    .first()
    .waitFor();
  expect(decodeURIComponent(page.url())).toContain('overrides={"consent":{"personalization":false}}');
  expect(await violations(page)).toEqual([]);
});

/** Requests of privacy that are late, and rows that could not be taken in: the lists have something to show. */
const fillWorklists = async (): Promise<string> => {
  const { url, apiKey } = product;
  const api = await adminClient(url);
  for (const type of ['access', 'erasure', 'restriction'])
    await api.post('/privacy-requests', { type, customer_id: 'e2e-1', received_at: '2026-01-05T00:00:00Z' });
  await clientOf(url, { authorization: `Basic ${btoa(`${apiKey}:`)}` }).post('/v1/batch', {
    batch: [{ type: 'nonsense', userId: 'e2e-1', messageId: 'e2e-odd' }],
  });
  const { body } = await api.get('/quarantine');
  return (body as { id: string }[])[0]!.id;
};

test('what waits for somebody is accessible: late requests, and a stopped row', async () => {
  const stopped = await fillWorklists();
  await open('/privacy-requests', 'Privacy requests');
  await page
    .getByText(/days late/)
    .first()
    .waitFor();
  expect(await violations(page)).toEqual([]);
  await open('/quarantine', 'Quarantine');
  await page.getByRole('table').getByRole('link').first().waitFor();
  expect(await violations(page)).toEqual([]);
  await open(`/quarantine/${stopped}/show`, /.+/);
  await page.getByLabel('Row as JSON').waitFor();
  expect(await violations(page)).toEqual([]);
});

test('erasing names what goes, Escape leaves it, and the focus returns', async () => {
  await open('/customers/customer_id%3Ademo-1/show', 'demo-1');
  const button = page.getByRole('button', { name: 'Erase …' });
  await button.click();
  const dialog = page.getByRole('dialog', { name: /^Erase/ });
  await dialog.getByText('every event, decision and journey of this person').waitFor();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
});

test('archiving is taken back by one click', async () => {
  await open('/rules/coffee-hero/show', /Coffee/);
  await page.getByRole('button', { name: 'Archive' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Archive' }).click();
  await page.getByText('to be archived').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('It is as it was.').waitFor();
  await page.getByText('to be archived').waitFor({ state: 'detached' });
});

const screens: [string, string | RegExp][] = [
  ['/', 'Home'],
  ['/rules', 'Rules'],
  ['/rules/vip-hero/show', /preview/],
  ['/rules/vip-hero', /^Edit/],
  ['/experiments', 'Experiments'],
  ['/journeys/welcome/show', /.+/],
  ['/segments', 'Segments'],
  ['/segments/coffee_lovers/show', /.+/],
  ['/conditions', 'Conditions'],
  ['/flags', 'Flags'],
  ['/variants', 'Variants'],
  ['/customers', 'Customers'],
  ['/customers/customer_id%3Ademo-1/show', /.+/],
  ['/privacy-requests', 'Privacy requests'],
  ['/audit', 'Audit log'],
  ['/quarantine', 'Quarantine'],
  ['/live', 'Live events'],
  ['/decisions', 'Decisions'],
  ['/replay', 'Replay'],
  ['/simulator?customer=e2e-1&with=both', 'Simulator'],
  ['/releases', 'Releases'],
  ['/analytics', 'Analytics'],
  ['/api-keys', 'API keys'],
  ['/settings', 'Settings'],
];

test.each(['light', 'dark'] as const)('every main screen is accessible in %s', async (colorScheme) => {
  const context = await admin.browser.newContext({ colorScheme });
  const checked = await signIn(context, product, admin.complaints);
  const found: Record<string, string[]> = {};
  for (const [path, heading] of screens) {
    await open(path, heading, checked);
    const broken = await violations(checked);
    if (broken.length > 0) found[path] = broken;
  }
  await context.close();
  expect(found).toEqual({});
});

test('the demo shop goes in one click, and the rules stay', async () => {
  await open('/', 'Home');
  await page.getByText('Demo data is loaded').waitFor();
  await page.getByRole('button', { name: 'Remove the demo' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await page.getByText('The demo shop is gone').waitFor({ timeout: 60_000 });
  await page.getByText('Demo data', { exact: true }).waitFor({ state: 'detached' });
  await open('/customers', 'Customers');
  await page.getByText('No customer found').waitFor();
  await open('/analytics', 'Analytics');
  await open('/rules', 'Rules');
  await page.getByText('starter').first().waitFor();
});

test('no screen logged an error or asked another host', () => {
  expect(admin.complaints).toEqual([]);
});
