import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  decideHero,
  type OpenAdmin,
  openAdmin,
  openScreen,
  violations,
} from '#test/support/admin-browser.ts';
import type { Product } from '#test/support/product.ts';

let admin: OpenAdmin;
let product: Product;
let page: Page;

beforeAll(async () => {
  admin = await openAdmin();
  ({ product, page } = admin);
  await decideHero(product);
});

afterAll(() => admin?.close());

/** For a machine that is busy. */
const patience = { timeout: 30_000 };

const names = async (): Promise<string[]> =>
  page.getByRole('table', { name: 'Rules' }).getByRole('rowheader').getByRole('link').allTextContents();

test('rules are listed as they have their say, with whom they reach and how often they matched', async () => {
  await openScreen(page, product, '/rules', 'Rules');
  const newcomers = page.getByRole('row', { name: /reviews-for-new-visitors/ });
  await newcomers.getByRole('img', { name: /^Matches of .*, [1-9]\d*(, 0)*$/ }).waitFor();
  await newcomers.getByText(/^\d+\.\d%$/).waitFor();
});

test('a rule is moved by keyboard, and moved back', async () => {
  const [first, second] = await names();
  await page.getByRole('button', { name: `Move ${second} higher` }).press('Enter');
  await expect.poll(async () => (await names())[0], patience).toBe(second);
  await page.getByText('One priority changed, as a draft.').waitFor();
  await page.getByRole('button', { name: 'Undo the move' }).press('Enter');
  await expect.poll(async () => (await names())[0], patience).toBe(first);
});

test('a rule is moved by its handle', async () => {
  const [first, second] = await names();
  const handles = page.locator('[data-drag]');
  const [from, to] = [await handles.nth(1).boundingBox(), await handles.nth(0).boundingBox()];
  if (!from || !to) throw new Error('The handles are not on the screen.');
  await page.mouse.move(from.x + 5, from.y + 5);
  await page.mouse.down();
  await page.mouse.move(to.x + 10, to.y + 20, { steps: 6 });
  await page.mouse.move(to.x + 10, to.y + 5, { steps: 6 });
  await page.mouse.up();
  await expect.poll(async () => (await names()).slice(0, 2), patience).toEqual([second, first]);
});

test.each(['light', 'dark'] as const)(
  'the list is accessible in %s, also with rules chosen',
  async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    expect(await violations(page)).toEqual([]);
    const choice = page.getByRole('checkbox', { name: 'Choose all rules of this page' });
    await choice.check();
    await page.getByRole('toolbar', { name: 'Chosen rules' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await choice.uncheck();
  },
);

test('a simulation of a typical customer is saved as a test case, and passes', async () => {
  await openScreen(page, product, '/simulator', 'Simulator');
  await page.getByRole('combobox', { name: 'Typical customer' }).click();
  await page.getByRole('option', { name: /^First-time buyer/ }).click();
  await page.getByText(/^A real customer: demo-\d+/).waitFor();
  await page.getByRole('button', { name: 'Simulate' }).click();
  await page.getByRole('button', { name: /^Save as test case/ }).click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('First-time buyers');
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('table', { name: 'Test cases' }).getByText('First-time buyers').waitFor();
  await page.getByRole('button', { name: 'Run with what is live' }).click();
  await page.getByText('5 of 5 test cases pass with release 1.').waitFor();
  expect(await violations(page)).toEqual([]);
});

test('publishing tells of the test cases and of what changes, in sentences', async () => {
  await openScreen(page, product, '/rules', 'Rules');
  const drafted = page.getByRole('row').filter({ has: page.getByText('draft', { exact: true }) });
  await drafted.first().getByRole('link').click();
  await page.getByRole('button', { name: /^Publish/ }).click();
  await page.getByText('5 of 5 test cases pass').waitFor();
  await page
    .getByRole('list', { name: 'What changed' })
    .getByText(/^priority from \d+ to \d+$/)
    .waitFor();
  await page.getByLabel('Reason').fill('another order');
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  await page.getByText('Release 2 is live in production.').waitFor();
});

test('any two versions are compared in sentences, and going back tells whom it concerns', async () => {
  await page.getByRole('tab', { name: 'Versions' }).click();
  await page.getByRole('heading', { name: 'From revision 1 to revision 2' }).waitFor();
  await page
    .getByRole('list', { name: 'What changed' })
    .getByText(/^priority from/)
    .waitFor();
  await page.getByRole('radio', { name: 'Compare to Revision 1' }).check();
  await page.getByText('Nothing differs.').waitFor();
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: /^Roll back to revision 1/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/^Now: \d+\.\d% of customers/).waitFor();
  await dialog.getByText(/^Afterwards: \d+\.\d% of customers/).waitFor();
  await dialog.getByLabel('Reason').fill('as it was');
  await dialog.getByRole('button', { name: 'Roll back' }).click();
  await page.getByText(/^Revision 1 is live again, in release 3/).waitFor();
});

test('nothing was logged, and no other host was asked', () => {
  expect(admin.complaints).toEqual([]);
});
