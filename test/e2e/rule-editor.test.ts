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
});

afterAll(() => admin?.close());

const press = async (...keys: string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};

/** Goes on with Tab until the focus is on the control of that name. */
const tabTo = async (name: string): Promise<void> => {
  const focused = `(() => {
    const at = document.activeElement;
    const labeled = at.getAttribute('aria-labelledby')?.split(' ')[0];
    const label = labeled ? document.getElementById(labeled) : at.labels?.[0];
    return at.getAttribute('aria-label') ?? (label ?? at).textContent;
  })()`;
  for (let step = 0; step < 60; step++) {
    await press('Tab');
    if (String(await page.evaluate(focused)).startsWith(name)) return;
  }
  throw new Error(`Tab never came to ${name}.`);
};

/** The text of the JSON tab, which shows only what is scrolled to. */
const writtenJson = async (): Promise<string> => (await page.getByLabel('rule as JSON').textContent()) ?? '';

test('a rule is built by keyboard alone', async () => {
  await openScreen(page, product, '/rules/create', /^New rule/);
  await page.getByRole('combobox', { name: 'Fact' }).waitFor();
  await page.getByRole('tab', { name: 'Builder' }).focus();
  await tabTo('Key');
  await press('ControlOrMeta+A');
  await page.keyboard.type('newcomers-hero');
  await tabTo('Name');
  await press('ControlOrMeta+A');
  await page.keyboard.type('Newcomers');
  await tabTo('Fact');
  await page.keyboard.type('page that asks');
  await press('Enter');
  await tabTo('Operator');
  await press('Enter');
  await page.keyboard.type('is one');
  await press('Enter');
  await tabTo('Values');
  await page.keyboard.type('homepage');
  await press('Enter');
  await page.getByRole('group', { name: /^page type is one of “homepage”/ }).waitFor();
});

test('its action is filled in from what exists', async () => {
  await tabTo('What happens');
  await press('Enter');
  await page.keyboard.type('Always');
  await press('Enter');
  await tabTo('Placement');
  await press('ControlOrMeta+A');
  await page.keyboard.type('hero_b');
  await press('ArrowDown', 'Enter');
  await tabTo('Variant');
  await press('ControlOrMeta+A');
  await page.keyboard.type('members');
  await press('ArrowDown', 'Enter');
  await tabTo('Priority');
  await press('ControlOrMeta+A');
  await page.keyboard.type('900');
  await page.getByText('Valid: it can be published.').waitFor();
  await page.getByText(/^When page type is one of “homepage”/).waitFor();
});

test('the JSON says the same, and a change there is a change of the rows', async () => {
  await page.getByRole('tab', { name: 'JSON' }).click();
  await expect.poll(writtenJson).toContain('"key": "newcomers-hero"');
  expect(await writtenJson()).toContain('"path": "$.page_type"');
  await page.getByLabel('rule as JSON').getByText('"homepage"').dblclick();
  await page.keyboard.insertText('cart');
  await page.getByRole('tab', { name: 'Builder' }).click();
  await page.getByRole('button', { name: 'cart', exact: true }).waitFor();
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await page.getByRole('button', { name: 'homepage', exact: true }).waitFor();
});

test('a fault stands at its row and in the JSON', async () => {
  await page.getByRole('tab', { name: 'JSON' }).click();
  await page.getByLabel('rule as JSON').getByText('"in"').dblclick();
  await page.keyboard.insertText('between');
  await page.locator('.cm-lintRange-error').first().waitFor();
  await page.getByRole('tab', { name: 'Builder' }).click();
  await page
    .getByRole('group', { name: /^page type/ })
    .getByText(/two/)
    .first()
    .waitFor();
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await page.getByText('Valid: it can be published.').waitFor();
});

test('published, it decides', async () => {
  expect(await decideHero(product)).not.toBe('hero-members-preview');
  await page.getByRole('button', { name: 'Save draft' }).click();
  await page.getByRole('heading', { level: 1, name: 'Edit Newcomers' }).waitFor();
  await page.getByRole('button', { name: /^Publish/ }).click();
  await page.getByLabel('Reason').fill('a warm welcome');
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  await page.getByText(/Release \d+ is live/).waitFor();
});

test('what is written afterwards saves itself, and what is live stays', async () => {
  await openScreen(page, product, '/rules/newcomers-hero', 'Edit Newcomers');
  await page.getByRole('button', { name: 'Condition', exact: true }).click();
  await page.getByText('Saved to the draft.').waitFor();
  await page.getByText('draft', { exact: true }).waitFor();
  await page.reload();
  await page.getByRole('group', { name: /^orders is at least 1/ }).waitFor();
});

test('beside it stand whom it reaches and what it runs into', async () => {
  const audience = page.getByRole('region', { name: 'Estimated audience' });
  await audience.getByText(/^exactly [\d,]+ of [\d,]+ customers$/).waitFor();
  await audience.getByText(/^orders is at least 1$/).waitFor();
  await audience.getByText(/^Not judged, because only the request tells: page type is one of/).waitFor();
  const conflicts = page.getByRole('region', { name: 'Conflicts' });
  await conflicts.getByText("Nothing is in its way, and it is in nobody's way.").waitFor();
  await page.getByRole('combobox', { name: 'Variant', exact: true }).fill('coffee');
  await press('ArrowDown', 'Enter');
  await conflicts.getByText(/"newcomers-hero" wins by its priority/).waitFor();
  await conflicts.getByRole('link', { name: /^High-value customers/ }).waitFor();
  await conflicts.getByText('A customer who shows it').waitFor();
  await page.getByText('Saved to the draft.').waitFor();
});

test('rows are dragged into groups', async () => {
  await page.getByRole('button', { name: 'Group', exact: true }).first().click();
  const dragged = page.getByRole('group', { name: /^page type/ });
  const target = page
    .getByRole('group', { name: /^Any of, 1/ })
    .getByRole('group', { name: /^orders/ })
    .first();
  const [from, to] = [
    await dragged.locator('[aria-hidden]').first().boundingBox(),
    await target.boundingBox(),
  ];
  if (!from || !to) throw new Error('The rows are not on the screen.');
  await page.mouse.move(from.x + 5, from.y + 5);
  await page.mouse.down();
  await page.mouse.move(from.x + 10, from.y + 30, { steps: 4 });
  await page.mouse.move(to.x + 60, to.y + to.height / 2, { steps: 8 });
  await page.mouse.up();
  await page
    .getByRole('group', { name: /^Any of, 2/ })
    .getByRole('group', { name: /^page type/ })
    .waitFor();
  await page.getByText('Saved to the draft.').waitFor();
});

test.each(['light', 'dark'] as const)('builder, lists and JSON are accessible in %s', async (colorScheme) => {
  await page.emulateMedia({ colorScheme });
  await page.reload();
  await page.getByRole('combobox', { name: 'Fact' }).first().waitFor();
  await page.getByText('Valid: it can be published.').waitFor();
  expect(await violations(page)).toEqual([]);
  await page.getByRole('combobox', { name: 'Fact' }).first().click();
  await page.getByRole('listbox').waitFor();
  expect(await violations(page)).toEqual([]);
  await press('Escape');
  await page.getByRole('button', { name: /schedule$/ }).click();
  expect(await violations(page)).toEqual([]);
  await page.getByRole('tab', { name: 'JSON' }).click();
  expect(await violations(page)).toEqual([]);
  await page.getByRole('tab', { name: 'Builder' }).click();
});

test('nothing was logged, and no other host was asked', () => {
  expect(admin.complaints).toEqual([]);
});
