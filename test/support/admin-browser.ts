import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { BrowserContext, Page, Request } from 'playwright-core';
import type { ExperienceResponse } from '#schemas/decision.ts';
import { launchChromium } from './chromium.ts';
import { launch, type Product, productEnvironment, startProduct } from './product.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What each page has asked and not yet been answered. */
const asked = new WeakMap<Page, Set<Request>>();

const countRequests = (page: Page): void => {
  const open = new Set<Request>();
  asked.set(page, open);
  page.on('request', (request) => {
    // a stream is never answered to its end
    if (request.resourceType() !== 'eventsource') open.add(request);
  });
  page.on('requestfinished', (request) => open.delete(request));
  page.on('requestfailed', (request) => open.delete(request));
};

/** Every answer is there. A change of the address's hash loads nothing, so the load states say nothing of it. */
const answered = async (page: Page): Promise<void> => {
  for (let quiet = 0; quiet < 5; ) {
    await page.waitForTimeout(40);
    quiet = asked.get(page)?.size ? 0 : quiet + 1;
  }
};

/** Collects what must never happen on any screen: complaints in the console, requests to other hosts. */
const watch = (page: Page, { url }: Product, complaints: string[]): void => {
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== url) complaints.push(`asked ${request.url()}`);
  });
};

/** A page of the admin, signed in; its complaints go to the list. */
export const signIn = async (
  context: BrowserContext,
  product: Product,
  complaints: string[],
): Promise<Page> => {
  const page = await context.newPage();
  countRequests(page);
  watch(page, product, complaints);
  await page.goto(product.url);
  await page.getByLabel('E-mail').fill(product.email);
  await page.getByLabel('Password').fill(product.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Home' }).waitFor();
  return page;
};

/** Goes to a screen, by its path and its heading. */
export const openScreen = async (
  page: Page,
  { url }: Product,
  path: string,
  heading: string | RegExp,
): Promise<void> => {
  await page.goto(`${url}/#${path}`);
  await page.getByRole('heading', { level: 1, name: heading }).waitFor();
};

/** A color that is still fading is not the one that will be read, and one fade may follow another. */
const settled = `(async () => {
  for (;;) {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const fading = document.getAnimations()
      .filter(({ playState, effect }) => playState === 'running' && effect.getComputedTiming().endTime !== Infinity);
    if (fading.length === 0) return;
    await Promise.all(fading.map(({ finished }) => finished.catch(() => undefined)));
  }
})()`;

/** What breaks WCAG 2.2 AA on the screen, by rule and place. */
export const violations = async (page: Page): Promise<string[]> => {
  await answered(page);
  await page.evaluate(settled);
  // evaluated by the debugger, which the page's policy does not concern
  await page.evaluate(axe);
  const found = (await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(standards)} })`,
  )) as AxeResults;
  return found.violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(' ')}`,
  );
};

/** A demo shop of two weeks instead of two months: enough to look at, loaded in seconds. */
const seedDemo = async ({ dataDir }: Product): Promise<void> => {
  const seeding = launch(
    'attune.mjs',
    ['seed', '--customers', '150', '--days', '14'],
    productEnvironment(dataDir),
  );
  seeding.stdout?.resume();
  seeding.stderr?.resume();
  const [code] = await once(seeding, 'exit');
  if (code !== 0) throw new Error(`attune seed ended with ${code}.`);
};

/**
 * The product with a demo shop, and its admin in a browser, signed in. What must never happen on any screen is
 * collected in `complaints`.
 */
export const openAdmin = async () => {
  const product = await startProduct({ demo: 'off' });
  await seedDemo(product);
  const browser = await launchChromium();
  const complaints: string[] = [];
  const page = await signIn(await browser.newContext(), product, complaints);
  const close = async (): Promise<void> => {
    await browser.close();
    await product.stop();
  };
  return { product, browser, page, complaints, close };
};

export type OpenAdmin = Awaited<ReturnType<typeof openAdmin>>;

/** The hero that a newcomer gets on the home page. */
export const decideHero = async ({ url, apiKey }: Product): Promise<string | undefined> => {
  const response = await fetch(`${url}/api/v1/personalization/experience`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ customer_id: 'e2e-1', elements_to_personalize: ['hero_banner'] }),
  });
  const { elements } = (await response.json()) as ExperienceResponse;
  return elements[0]?.variant;
};
