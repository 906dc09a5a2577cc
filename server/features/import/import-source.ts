import type { ContentItem } from '#schemas/content-item.ts';
import type { StoredEvent } from '#schemas/event.ts';
import type { Product } from '#schemas/product.ts';
import type { ImportCheckpoint } from '#server/stores/import-checkpoints.ts';
import { type ReadContext, readRecords } from './read-records.ts';
import type { ImportedRecord, Remark } from './types.ts';

/** What an import writes with. */
export type Sinks = {
  ingest: (events: StoredEvent[]) => Promise<{ stored: number; duplicates: number }>;
  saveProducts: (products: Product[]) => Promise<unknown>;
  saveContentItems: (items: ContentItem[]) => Promise<unknown>;
};

/** Every line of a file, accounted for: lines = created + known + merged + rejected + skipped. */
export type SourceResult = {
  source: string;
  file: string;
  lines: number;
  /** Records new to the database, and records that were there already. */
  created: number;
  known: number;
  /** Lines that went into a record of which another line is counted. */
  merged: number;
  rejected: number;
  skipped: number;
  /** Lines that were stored with a remark. */
  notes: number;
  seconds: number;
};
type Tally = Pick<SourceResult, 'merged' | 'rejected' | 'skipped' | 'notes'>;

export type SourceProgress = { source: string; lines: number; stored: number };

type Input = {
  context: ReadContext;
  sinks: Sinks;
  consents: (events: readonly StoredEvent[]) => StoredEvent[];
  checkpoint: ImportCheckpoint;
  save: (checkpoint: ImportCheckpoint) => Promise<void>;
  remarks: (remarks: readonly Remark[]) => void;
  progress: (progress: SourceProgress) => void;
};

const batchSize = 1000;

const ofKind = <K extends ImportedRecord['kind']>(records: readonly ImportedRecord[], kind: K) =>
  records.filter((record): record is Extract<ImportedRecord, { kind: K }> => record.kind === kind);

/** Writes a batch and tells how many of its records were new. Saving a product again counts as new. */
const write = async (
  records: readonly ImportedRecord[],
  { sinks, consents }: Pick<Input, 'sinks' | 'consents'>,
): Promise<number> => {
  const products = ofKind(records, 'product').map(({ product }) => product);
  const items = ofKind(records, 'content_item').map(({ contentItem }) => contentItem);
  const events = ofKind(records, 'event').map(({ event }) => event);
  if (products.length > 0) await sinks.saveProducts(products);
  if (items.length > 0) await sinks.saveContentItems(items);
  // asked for together, so that they share one write
  const [, ingested] = await Promise.all([sinks.ingest(consents(events)), sinks.ingest(events)]);
  return products.length + items.length + ingested.stored;
};

const count = (tally: Tally, remarks: readonly Remark[]): void => {
  for (const { kind } of remarks) tally[kind === 'note' ? 'notes' : kind] += 1;
};

/**
 * Imports one file. A batch is on disk before the checkpoint says so; a crash between the two repeats the batch, which
 * changes nothing, since ids are made of the lines. Lines before the checkpoint are read and counted but not written.
 */
export const importSource = async (input: Input): Promise<ImportCheckpoint & Tally & { lines: number }> => {
  const { context, save, remarks, progress } = input;
  const tally: Tally = { merged: 0, rejected: 0, skipped: 0, notes: 0 };
  let checkpoint = input.checkpoint;
  let seen = 0;
  let storedLines = 0;
  let batch: ImportedRecord[] = [];
  let writing: Promise<void> = Promise.resolve();

  const linesSoFar = (): number => storedLines + tally.rejected + tally.skipped;
  const store = async (records: readonly ImportedRecord[], done: boolean): Promise<void> => {
    const created = await write(records, input);
    checkpoint = {
      ...checkpoint,
      records: checkpoint.records + records.length,
      created: checkpoint.created + created,
      known: checkpoint.known + records.length - created,
      done,
      at: context.receivedAt,
    };
    await save(checkpoint);
    progress({ source: context.source.name, lines: linesSoFar(), stored: storedLines });
  };
  /** One batch is written while the next is read; a failure is met at the next turn. */
  const flush = async (): Promise<void> => {
    await writing;
    writing = store(batch, false);
    writing.catch(() => undefined);
    batch = [];
  };

  for await (const outcome of readRecords(context)) {
    remarks(outcome.remarks);
    count(tally, outcome.remarks);
    if (outcome.kind === 'remarks') continue;
    seen += 1;
    storedLines += outcome.lines;
    tally.merged += outcome.lines - 1;
    if (seen <= input.checkpoint.records) continue;
    batch.push(outcome.record);
    if (batch.length === batchSize) await flush();
  }
  await writing;
  await store(batch, true);
  return { ...checkpoint, ...tally, lines: linesSoFar() };
};
