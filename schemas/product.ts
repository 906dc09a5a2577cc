import { z } from 'zod';
import { SafeJsonObject } from './json.ts';
import { ExternalId } from './key.ts';
import { Money } from './money.ts';

export const Product = z.strictObject({
  id: ExternalId,
  name: z.string().min(1).max(500),
  description: z.string().max(10_000).optional(),
  category: z.string().max(200).optional(),
  brand: z.string().max(200).optional(),
  price: Money.optional(),
  margin: z.number().min(-1).max(1).optional().describe('share of the price that is profit'),
  stock: z.number().int().min(0).optional().describe('units available; absent means not tracked'),
  tags: z.array(z.string().max(100)).max(100).default([]),
  image: z.string().max(2000).optional(),
  url: z.string().max(2000).optional(),
  attributes: SafeJsonObject.optional(),
});
export type Product = z.infer<typeof Product>;

export const StockChange = z.strictObject({ id: ExternalId, stock: z.number().int().min(0) });
export type StockChange = z.infer<typeof StockChange>;
