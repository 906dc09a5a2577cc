import type { ContentItem } from '#schemas/content-item.ts';
import type { StoredEvent } from '#schemas/event.ts';
import type { Product } from '#schemas/product.ts';

/** One line of a file by column, as text from CSV or as any JSON from NDJSON. */
export type Row = Readonly<Record<string, unknown>>;
export type Line = { number: number; row: Row };
/** A line that could not even be read. */
export type BrokenLine = { number: number; fault: string };

/** What a report says of one line: it was not stored, or it was stored with a remark. */
export type Remark = { line: number; kind: 'rejected' | 'skipped' | 'note'; reason: string };

export type ImportedRecord =
  | { kind: 'product'; product: Product }
  | { kind: 'content_item'; contentItem: ContentItem }
  | { kind: 'event'; event: StoredEvent };

/** What became of a line, or of the lines of a group. */
export type Outcome =
  | { kind: 'record'; record: ImportedRecord; lines: number; remarks: Remark[] }
  | { kind: 'remarks'; remarks: Remark[] };
