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

const report = (context: z.RefinementCtx, error: z.ZodError | undefined): void => {
  for (const issue of error?.issues ?? []) context.issues.push({ ...issue, input: context.value } as never);
};

/** A refinement would not run after certain faults inside the items: this tells those and repeated ids at once. */
const withoutRepeats = <T extends z.ZodType<{ id: string }>>(items: z.ZodArray<T>) =>
  z.unknown().transform((value, context): z.output<T>[] => {
    const { data, error } = items.safeParse(value);
    report(context, error);
    for (const { index, first } of repeats(Array.isArray(value) ? value : []))
      context.addIssue({ code: 'custom', path: [index, 'id'], message: `item ${first} has the same id` });
    return data ?? z.NEVER;
  });

const write = <T extends z.ZodType<{ id: string }>>(item: T) => {
  const items = z.array(item).min(1).max(mostItems);
  const list = withoutRepeats(items);
  return { items, list, wrapped: (name: string) => z.strictObject({ [name]: list }) };
};

/** Up to 1,000 items a call, no id twice, as a bare list or under the collection's name; `items` is their shape. */
export const catalogueWrites = {
  products: write(Product),
  stock: write(StockChange),
  contentItems: write(ContentItem),
} as const;
