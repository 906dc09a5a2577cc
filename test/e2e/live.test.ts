import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openScreen, signIn } from '#test/support/admin-browser.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { type Product, startProduct } from '#test/support/product.ts';

const search = async ({ url, apiKey }: Product, query: string): Promise<number> => {
  const { status } = await fetch(`${url}/api/v1/personalization/track-behavior`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ customer_id: 'ada', behavior_type: 'searched', data: { query } }),
  });
  return status;
};

test('the live screen goes on by itself after the server was stopped and started again', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'attune-live-'));
  const browser = await launchChromium();
  let product = await startProduct({ demo: 'off', dataDir });
  try {
    const page = await signIn(await browser.newContext(), product, []);
    await openScreen(page, product, '/live', 'Live events');
    await page.getByText('live', { exact: true }).waitFor();
    await search(product, 'before');
    await page.getByRole('cell', { name: 'query before' }).waitFor();

    const { port } = new URL(product.url);
    await product.stop();
    await page.getByText('connection lost, trying again').waitFor();
    product = await startProduct({ demo: 'off', dataDir, env: { PORT: port } });
    await page.getByText('live', { exact: true }).waitFor();

    expect(await search(product, 'after')).toBeLessThan(300);
    await page.getByRole('cell', { name: 'query after' }).waitFor();
    await page.getByRole('cell', { name: 'query before' }).waitFor();
  } finally {
    await browser.close();
    await product.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
});
