import type { ContentItem } from '#schemas/content-item.ts';
import type { StoredEvent } from '#schemas/event.ts';
import { Experiment } from '#schemas/experiment.ts';
import { Placement } from '#schemas/placement.ts';
import type { Product } from '#schemas/product.ts';
import type { TestCase } from '#schemas/test-case.ts';
import { Variant } from '#schemas/variant.ts';
import type { SourceDocument } from '#server/domain/releases/types.ts';
import { type DemoDecisions, decideForDemo } from './decide.ts';
import { type DemoSize, defaultSize, generateDemo } from './generate.ts';
import type { Configuration } from './showings.ts';

/** What seeding does its work with: the same doors that a real shop's data comes through. */
export type SeedServices = {
  /** Publishes the documents where they are not in force yet. */
  publish: (documents: readonly SourceDocument[]) => Promise<unknown>;
  saveProducts: (products: readonly Product[]) => Promise<unknown>;
  saveContentItems: (items: readonly ContentItem[]) => Promise<unknown>;
  ingest: (events: readonly StoredEvent[]) => Promise<{ stored: number; duplicates: number }>;
  /** Lets this process see the catalogue, models and outcomes that are stored now. */
  refreshEvidence: () => Promise<unknown>;
  foldPending: (progress: (done: { events: number; total: number }) => void) => Promise<unknown>;
  train: () => Promise<unknown>;
  /** Stores the test cases that are not there yet. */
  saveCases: (cases: readonly TestCase[]) => Promise<unknown>;
  decisions: DemoDecisions;
};

export type SeedProgress = {
  step: 'publish' | 'catalog' | 'events' | 'fold' | 'train' | 'decide';
  done: number;
  total: number;
};

export type SeedInput = {
  services: SeedServices;
  documents: readonly SourceDocument[];
  cases: readonly TestCase[];
  seed: number;
  now: Date;
  size?: DemoSize;
  progress?: (progress: SeedProgress) => void;
};

export type Seeded = {
  products: number;
  contentItems: number;
  customers: number;
  events: number;
  decisions: number;
};

const batchSize = 1000;
/** While one batch is written, the next is made. */
const batchesAtOnce = 2;

const configurationOf = (documents: readonly SourceDocument[]): Configuration => {
  const bodies = (kind: SourceDocument['kind']): unknown[] =>
    documents.filter((document) => document.kind === kind).map(({ body }) => body);
  return {
    placements: bodies('placement').map((body) => Placement.parse(body).key),
    variants: bodies('variant').map((body) => Variant.parse(body)),
    experiments: bodies('experiment')
      .map((body) => Experiment.parse(body))
      .filter(({ status }) => status === 'running'),
  };
};

function* inBatches(groups: Iterable<StoredEvent[]>): Generator<{ events: StoredEvent[]; groups: number }> {
  let events: StoredEvent[] = [];
  let count = 0;
  for (const group of groups) {
    events.push(...group);
    count += 1;
    if (events.length < batchSize) continue;
    yield { events, groups: count };
    events = [];
    count = 0;
  }
  if (count > 0) yield { events, groups: count };
}

const ingestAll = async (
  customers: Iterable<StoredEvent[]>,
  ingest: SeedServices['ingest'],
  progress: (customers: number) => void,
): Promise<number> => {
  const open: Promise<unknown>[] = [];
  let total = 0;
  let done = 0;
  for (const { events, groups } of inBatches(customers)) {
    if (open.length >= batchesAtOnce) await open.shift();
    const written = ingest(events);
    // a failure is met when its turn comes, and must not count as unhandled before
    written.catch(() => undefined);
    open.push(written);
    total += events.length;
    done += groups;
    progress(done);
  }
  await Promise.all(open);
  return total;
};

/**
 * Fills an installation with the demo shop: publishes the shipped rules, loads the catalogue, lets customers live
 * through two months, folds their profiles, trains the models, and decides for those who were there last. Repeating it
 * with the same seed adds nothing.
 */
export const seedDemo = async ({
  services,
  documents,
  cases,
  seed,
  now,
  size = defaultSize,
  progress = () => undefined,
}: SeedInput): Promise<Seeded> => {
  progress({ step: 'publish', done: 0, total: 1 });
  await services.publish(documents);
  const shop = generateDemo({ seed, now, size, configuration: configurationOf(documents) });
  const { products, contentItems } = shop;
  progress({ step: 'catalog', done: 0, total: products.length + contentItems.length });
  await services.saveProducts(products);
  await services.saveContentItems(contentItems);
  // folding reads the categories and brands of products
  await services.refreshEvidence();
  const events = await ingestAll(shop.customers, services.ingest, (done) =>
    progress({ step: 'events', done, total: size.customers }),
  );
  await services.foldPending(({ events: done, total }) => progress({ step: 'fold', done, total }));
  progress({ step: 'train', done: 0, total: 1 });
  await services.train();
  await services.refreshEvidence();
  progress({ step: 'decide', done: 0, total: 1 });
  await services.saveCases(cases);
  const decisions = await decideForDemo(services.decisions, now);
  return {
    products: products.length,
    contentItems: contentItems.length,
    customers: size.customers,
    events,
    decisions,
  };
};
