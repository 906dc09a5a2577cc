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
  const granted = consents(events);
  if (granted.length > 0) await sinks.ingest(granted);
  const stored = events.length > 0 ? (await sinks.ingest(events)).stored : 0;
  return products.length + items.length + stored;
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

  const linesSoFar = (): number => storedLines + tally.rejected + tally.skipped;
  const report = (): void =>
    progress({ source: context.source.name, lines: linesSoFar(), stored: storedLines });
  const flush = async (done: boolean): Promise<void> => {
    const created = batch.length > 0 ? await write(batch, input) : 0;
    checkpoint = {
      ...checkpoint,
      records: checkpoint.records + batch.length,
      created: checkpoint.created + created,
      known: checkpoint.known + batch.length - created,
      done,
      at: context.receivedAt,
    };
    await save(checkpoint);
    batch = [];
    report();
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
    if (batch.length === batchSize) await flush(false);
  }
  await flush(true);
  return { ...checkpoint, ...tally, lines: linesSoFar() };
};
