import { z } from 'zod';
import { ContentItem } from '#schemas/content-item.ts';
import { Behavior, type StoredEvent } from '#schemas/event.ts';
import type { ImportSource } from '#schemas/import-mapping.ts';
import { SafeJsonObject } from '#schemas/json.ts';
import { CustomerId } from '#schemas/key.ts';
import { Product } from '#schemas/product.ts';
import { storedEvent } from '#server/domain/profiles/stored-event.ts';
import type { ImportedRecord } from './types.ts';

export type RecordContext = { fallbackId: string; receivedAt: Date; shift: number };
type Result = { record: ImportedRecord } | { faults: string[] };
type Fields = Record<string, unknown>;

/** A customer's line becomes an `identified` event, so that it folds like everything else. */
const Customer = z.strictObject({
  id: CustomerId,
  timestamp: z.iso.datetime({ offset: true }).optional(),
  message_id: z.string().min(1).max(100).optional(),
  traits: SafeJsonObject.default({}),
});

const faultsOf = (error: z.ZodError): { faults: string[] } => ({
  faults: error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join('.')}: ${message}`,
  ),
});

const toProduct = (fields: Fields): Result => {
  const { success, data, error } = Product.safeParse(fields);
  return success ? { record: { kind: 'product', product: data } } : faultsOf(error);
};

const toContentItem = (fields: Fields): Result => {
  const { success, data, error } = ContentItem.safeParse(fields);
  return success ? { record: { kind: 'content_item', contentItem: data } } : faultsOf(error);
};

const toStored = (behavior: Behavior, { fallbackId, receivedAt, shift }: RecordContext): StoredEvent => {
  const { timestamp, message_id: messageId = fallbackId } = behavior;
  const at = timestamp === undefined ? receivedAt : new Date(Date.parse(timestamp) + shift);
  return storedEvent(behavior, { messageId, at, receivedAt, source: 'import' });
};

const toEvent = (fields: Fields, context: RecordContext): Result => {
  const { success, data, error } = Behavior.safeParse(fields);
  return success ? { record: { kind: 'event', event: toStored(data, context) } } : faultsOf(error);
};

const toIdentified = (fields: Fields, context: RecordContext): Result => {
  const { success, data, error } = Customer.safeParse(fields);
  if (!success) return faultsOf(error);
  const { id, traits, ...rest } = data;
  return toEvent({ ...rest, customer_id: id, behavior_type: 'identified', data: { traits } }, context);
};

const converters: Record<ImportSource['records'], (fields: Fields, context: RecordContext) => Result> = {
  product: toProduct,
  content_item: toContentItem,
  customer: toIdentified,
  event: toEvent,
};

/** What mapped fields are as a product, content item or event, or everything that is wrong with them. */
export const toRecord = (kind: ImportSource['records'], fields: Fields, context: RecordContext): Result =>
  converters[kind](fields, context);
