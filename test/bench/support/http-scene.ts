import { join } from 'node:path';
import { openServices } from '#server/cli/services.ts';
import { parseConfig } from '#server/config.ts';
import type { SourceDocument } from '#server/domain/releases/types.ts';
import { projectRoot } from '#server/platform/root.ts';
import { readRulesFolder } from '#server/platform/rules-folder.ts';
import { productEnvironment } from '#test/support/product.ts';
import { expectOk } from '#test/support/publish.ts';
import type { Client } from '#test/support/server.ts';
import { millisecondsUntil } from '#test/support/wait.ts';
import { boostingRules } from './http-rules.ts';

const CUSTOMERS = 200;

/** About 600 bytes, as a storefront sends them. */
const requestOf = (customer: number): object => ({
  customer_id: `c${customer}`,
  page_type: 'homepage',
  context: {
    device: customer % 2 ? 'mobile' : 'desktop',
    time_of_day: 'morning',
    session_type: 'returning_visitor',
    traffic_source: 'newsletter',
    channel: 'web',
    locale: 'en',
    currency: 'EUR',
    referrer: 'https://search.example/results?q=coffee+grinder+for+slow+mornings',
    user_agent:
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140 Safari/537.36',
  },
  personalization_goals: { increase_engagement: 0.4, drive_conversions: 0.6 },
  elements_to_personalize: ['hero_banner', 'content_blocks', 'promotional_offers'],
});
export const bodies = Array.from({ length: CUSTOMERS }, (_, customer) => JSON.stringify(requestOf(customer)));

/** A few things that each customer has done, so that there is a profile to read. */
export const addCustomers = async (api: Client): Promise<void> => {
  for (let customer = 0; customer < CUSTOMERS; customer += 1) {
    const customer_id = `c${customer}`;
    const traits = { plan: ['gold', 'silver', 'none'][customer % 3]!, city: 'Vienna' };
    const events = [
      { customer_id, behavior_type: 'identified', data: { traits } },
      ...['p1', 'p2', 'p3'].map((product_id) => ({
        ...{ customer_id, behavior_type: 'product_viewed', data: { product_id } },
      })),
      { customer_id, behavior_type: 'added_to_cart', data: { product_id: 'p1', quantity: 1 } },
    ];
    expectOk(await api.post('/track-behavior', { events }));
  }
};

const isRule = ({ kind }: SourceDocument): boolean => kind === 'rule';

const heroes = (documents: readonly SourceDocument[]): { placement: string; variant: string }[] =>
  documents.flatMap(({ kind, body }) => {
    const { key, placement, requiresRule } = body as { key: string; placement?: string; requiresRule?: true };
    return kind === 'variant' && placement === 'hero_banner' && !requiresRule
      ? [{ placement, variant: key }]
      : [];
  });

/** The rules that ship with the product, and the same filled up to a thousand. */
export const cases = async (): Promise<{ name: string; documents: SourceDocument[] }[]> => {
  const shipped = await readRulesFolder(join(projectRoot, 'rules'));
  const count = shipped.filter(isRule).length;
  const more = boostingRules(1000 - count, heroes(shipped));
  return [
    { name: `${count} shipped rules`, documents: shipped },
    { name: '1,000 rules', documents: [...shipped, ...more] },
  ];
};

/** Publishes beside the running product and waits until it serves the release. */
export const putInForce = async (
  dataDir: string,
  documents: SourceDocument[],
  api: Client,
): Promise<string> => {
  const config = parseConfig(productEnvironment(dataDir));
  const { configuration, close } = await openServices(config, 'production');
  const publication = { environment: 'production', author: 'bench', reason: 'bench' };
  const published = await configuration.apply({ ...publication, documents }).finally(close);
  const ask = () => api.post('/experience', requestOf(0));
  const wanted = published?.release.number;
  await millisecondsUntil(async () => expectOk<{ release: number }>(await ask()).release === wanted);
  return (await ask()).text;
};
