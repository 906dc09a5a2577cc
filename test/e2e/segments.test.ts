import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { uploaded } from '#test/domain/decisions/shop.ts';
import { type OpenAdmin, openAdmin, openScreen, violations } from '#test/support/admin-browser.ts';
import type { Product } from '#test/support/product.ts';
import { publish } from '#test/support/publish.ts';
import { adminClient } from '#test/support/server.ts';

let admin: OpenAdmin;
let product: Product;
let page: Page;

beforeAll(async () => {
  admin = await openAdmin();
  ({ product, page } = admin);
  await publish(await adminClient(product.url), [uploaded('press')]);
});

afterAll(() => admin?.close());

test('the list tells how many are in each segment, and how that has changed', async () => {
  await openScreen(page, product, '/segments', /Segments/);
  await page
    .getByRole('img', { name: /^High-value customers: \d+ customers now, not known before$/i })
    .waitFor();
  expect(await violations(page)).toEqual([]);
});

test('everyone is computed anew on request, and the outcome is told', async () => {
  await page.getByRole('button', { name: 'Recompute' }).click();
  await page.getByText(/^\d+ customers computed: \d+ memberships changed\.$/).waitFor();
});

describe('a segment', () => {
  test('shows its size by day and whom it shares with others', async () => {
    await openScreen(page, product, '/segments/coffee_lovers/show', /coffee/i);
    await page.getByRole('img', { name: /by day:/ }).waitFor();
    await page.getByLabel('Compare with up to four segments').fill('club');
    await page.getByRole('option', { name: 'Club members' }).click();
    await page.getByRole('table', { name: 'Overlap of Coffee lovers, Club members' }).waitFor();
    expect(await violations(page)).toEqual([]);
  });

  test('links to what uses it, and to its members', async () => {
    await page.getByRole('region', { name: 'Used by' }).waitFor();
    await page.getByRole('tab', { name: 'Members' }).click();
    await page.getByRole('table', { name: 'Members' }).getByRole('link').first().waitFor();
  });
});

describe('an upload', () => {
  test('says which rows could not be taken, and takes the others', async () => {
    await openScreen(page, product, '/segments/press/show', /press/);
    await page.getByRole('tab', { name: 'Members' }).click();
    await page.getByText('Nobody is in it now.').waitFor();
    const buffer = Buffer.from('customer_id\ndemo-1\n""\nstranger\n');
    await page.getByLabel('File of ids').setInputFiles({ name: 'press.csv', mimeType: 'text/csv', buffer });
    await page.getByText('3 rows: 2 added, 1 left out. 1 customer is in it now.').waitFor();
    await page.getByRole('cell', { name: 'no customer_id or anonymous_id' }).waitFor();
    await page.getByRole('table', { name: 'Members' }).getByRole('link', { name: 'demo-1' }).waitFor();
  });

  test('of new ids can be undone at once', async () => {
    await page.getByRole('button', { name: 'Undo: take these out again' }).click();
    await page.getByText('3 rows: 2 removed, 1 left out. 0 customers are in it now.').waitFor();
    await page.getByText('Nobody is in it now.').waitFor();
  });

  test('in another encoding is refused before it is sent', async () => {
    const buffer = Buffer.from('customer_id\nm\u00fcller\n', 'latin1');
    await page.getByLabel('File of ids').setInputFiles({ name: 'press.csv', mimeType: 'text/csv', buffer });
    await page.getByText(/“press.csv” is not UTF-8/).waitFor();
  });

  test('that replaces all is asked for twice', async () => {
    await page.getByRole('combobox', { name: 'What it does' }).click();
    await page.getByRole('option', { name: 'Replace all by these customers' }).click();
    const buffer = Buffer.from('customer_id\ndemo-2\n""\n');
    await page.getByLabel('File of ids').setInputFiles({ name: 'press.csv', mimeType: 'text/csv', buffer });
    await page.getByRole('button', { name: 'Replace all' }).click();
    await page
      .getByText('2 rows: 1 added, 0 removed, 1 left out. Nobody was removed, as rows were left out.')
      .waitFor();
  });

  test('is accessible in light and dark', async () => {
    expect(await violations(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await violations(page)).toEqual([]);
  });
});

test('no screen complained in the console or asked another host', () => {
  expect(admin.complaints).toEqual([]);
});
