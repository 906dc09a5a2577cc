import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openServices } from '#server/cli/services.ts';
import { parseConfig } from '#server/config.ts';
import type { SourceDocument } from '#server/domain/releases/types.ts';
import { storeUri } from '#server/platform/embedded-mongo/address.ts';
import { projectRoot } from '#server/platform/root.ts';
import { readRulesFolder } from '#server/platform/rules-folder.ts';
import { productEnvironment, startProduct } from '#test/support/product.ts';
import { expectOk } from '#test/support/publish.ts';
import { apiClient, type Client } from '#test/support/server.ts';
import { millisecondsUntil } from '#test/support/wait.ts';
import { fullLoad, type Latency, type Load, middleOf, pacedLoad, type Target } from './support/http-load.ts';
import { boostingRules } from './support/http-rules.ts';
import type { BenchRow } from './support/row.ts';

const SUITE = 'http';
const FLOOR = 'Express, one findOne';
const CONNECTIONS = 64;
const CUSTOMERS = 200;
const ROUNDS = 3;
const SECONDS = 4;

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
const bodies = Array.from({ length: CUSTOMERS }, (_, customer) => JSON.stringify(requestOf(customer)));

/** A few things that each customer has done, so that there is a profile to read. */
const addCustomers = async (api: Client): Promise<void> => {
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

const heroes = (documents: readonly SourceDocument[]): string[] =>
  documents.flatMap(({ kind, body }) => {
    const { key, placement, requiresRule } = body as { key: string; placement?: string; requiresRule?: true };
    return kind === 'variant' && placement === 'hero_banner' && !requiresRule ? [key] : [];
  });

/** The rules that ship with the product, and the same filled up to a thousand. */
const cases = async (): Promise<{ name: string; documents: SourceDocument[] }[]> => {
  const shipped = await readRulesFolder(join(projectRoot, 'rules'));
  const count = shipped.filter(isRule).length;
  const more = boostingRules(1000 - count, heroes(shipped));
  return [
    { name: `${count} shipped rules`, documents: shipped },
    { name: '1,000 rules', documents: [...shipped, ...more] },
  ];
};

/** Publishes beside the running product and waits until it serves the release. */
const putInForce = async (dataDir: string, documents: SourceDocument[], api: Client): Promise<string> => {
  const config = parseConfig(productEnvironment(dataDir));
  const { configuration, close } = await openServices(config, 'production');
  const publication = { environment: 'production', author: 'bench', reason: 'bench' };
  const published = await configuration.apply({ ...publication, documents });
  await close();
  const ask = () => api.post('/experience', requestOf(0));
  const wanted = published?.release.number;
  await millisecondsUntil(async () => expectOk<{ release: number }>(await ask()).release === wanted);
  return (await ask()).text;
};

type Floor = Target & { child: ChildProcess; tell: (reply: string) => Promise<void> };

const startFloor = async (dataDir: string): Promise<Floor> => {
  const program = fileURLToPath(new URL('./support/http-floor.ts', import.meta.url));
  const child = fork(program, [storeUri(dataDir)], { execArgv: ['--import', 'tsx'] });
  const [{ url }] = (await once(child, 'message')) as [{ url: string }];
  const ask = async (message: object): Promise<number> => {
    child.send(message);
    const [{ cpu }] = (await once(child, 'message')) as [{ cpu: number }];
    return cpu;
  };
  return {
    ...{ name: FLOOR, url, child, headers: { 'content-type': 'application/json' } },
    cpu: () => ask({}),
    tell: async (reply) => {
      await ask({ reply: JSON.parse(reply) });
      const sent = await fetch(url, {
        method: 'POST',
        body: bodies[0]!,
        headers: { 'content-type': 'application/json' },
      });
      if ((await sent.text()) !== reply)
        throw new Error('the floor does not send the reply that the product sends');
    },
  };
};

const productTarget = (url: string, apiKey: string): Target => ({
  name: 'attune',
  url: `${url}/api/v1/personalization/experience`,
  headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
  cpu: async () => {
    const text = await (await fetch(`${url}/metrics`)).text();
    return Number(/^process_cpu_seconds_total (\S+)/m.exec(text)?.[1]) * 1e6;
  },
});

type Measured = { full: Load; half: Latency };

/** Rounds in turns, so that a change of the machine's speed meets both alike; the first only warms up. */
const measureInTurns = async (targets: readonly Target[]): Promise<Measured[]> => {
  const options = { bodies, connections: CONNECTIONS, seconds: SECONDS };
  const rounds = targets.map((): Load[] => []);
  for (let round = 0; round <= ROUNDS; round += 1)
    for (const [index, target] of targets.entries()) {
      const measured = await fullLoad(target, options);
      if (round > 0) rounds[index]!.push(measured);
    }
  const measured: Measured[] = [];
  for (const [index, target] of targets.entries()) {
    const full = middleOf(rounds[index]!);
    const half = await pacedLoad(target, full.rate / 2, options);
    measured.push({ full, half });
  }
  return measured;
};

const figures: { name: string; unit: string; of: (measured: Measured) => number }[] = [
  { name: 'CPU a request', unit: 'µs', of: ({ full }) => full.cpu },
  { name: 'requests a second', unit: '/s', of: ({ full }) => full.rate },
  { name: 'p50, full load', unit: 'ms', of: ({ full }) => full.p50 },
  { name: 'p99, full load', unit: 'ms', of: ({ full }) => full.p99 },
  { name: 'p50, half load', unit: 'ms', of: ({ half }) => half.p50 },
  { name: 'p99, half load', unit: 'ms', of: ({ half }) => half.p99 },
];

const rowsOf = (name: string, targets: readonly Target[], measured: readonly Measured[]): BenchRow[] =>
  figures.flatMap((figure) =>
    targets.map((target, index) => ({
      suite: SUITE,
      case: `${name}, ${figure.name}`,
      subject: target.name,
      value: figure.of(measured[index]!),
      unit: figure.unit,
      ratio_to: FLOOR,
      ratio: figure.of(measured[index]!) / figure.of(measured[0]!),
    })),
  );

/**
 * The real experience endpoint beside the least that Express can do for the same request and reply. Here a ratio is
 * the subject's figure ÷ the floor's.
 */
export async function* run(): AsyncGenerator<BenchRow> {
  const dataDir = await mkdtemp(join(tmpdir(), 'attune-bench-'));
  const product = await startProduct({ demo: 'off', dataDir });
  const floor = await startFloor(dataDir);
  try {
    const api = apiClient(product.url);
    await addCustomers(api);
    const targets = [floor, productTarget(product.url, product.apiKey)];
    for (const { name, documents } of await cases()) {
      await floor.tell(await putInForce(dataDir, documents, api));
      yield* rowsOf(name, targets, await measureInTurns(targets));
    }
  } finally {
    floor.child.kill();
    await product.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
