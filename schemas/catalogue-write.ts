import { z } from 'zod';
import { ContentItem } from './content-item.ts';
import { Product, StockChange } from './product.ts';

const mostItems = 1_000;

const idOf = (item: unknown): unknown => (item as { id?: unknown } | null | undefined)?.id;

const repeats = (items: readonly unknown[]): { index: number; first: number }[] => {
  const seen = new Map<string, number>();
  return items.flatMap((item, index) => {
    const id = idOf(item);
    if (typeof id !== 'string') return [];
    const first = seen.get(id);
    if (first === undefined) seen.set(id, index);
    return first === undefined ? [] : [{ index, first }];
  });
};

const reportRepeats = (items: readonly unknown[], context: z.RefinementCtx): void => {
  for (const { index, first } of repeats(items))
    context.addIssue({ code: 'custom', path: [index, 'id'], message: `item ${first} has the same id` });
};

const listOf = <T extends z.ZodType<{ id: string }>>(item: T) =>
  z
    .array(item)
    .min(1)
    .max(mostItems)
    // also of items that have faults of their own, so that all is told at once
    .superRefine(reportRepeats, { when: ({ value }) => Array.isArray(value) });

const write = <T extends z.ZodType<{ id: string }>>(item: T) => {
  const items = listOf(item);
  return { items, wrapped: (name: string) => z.strictObject({ [name]: items }) };
};

/** Up to 1,000 items a call, as a bare list or under the collection's name. */
export const catalogueWrites = {
  products: write(Product),
  stock: write(StockChange),
  contentItems: write(ContentItem),
} as const;
