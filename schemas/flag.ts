import { z } from 'zod';
import { SafeJson } from './json.ts';
import { Key } from './key.ts';

/** A typed setting that storefronts may read. */
export const Flag = z
  .strictObject({
    key: Key,
    name: z.string().min(1).max(200),
    description: z.string().max(2000).optional(),
    type: z.enum(['boolean', 'string', 'number', 'object']),
    value: SafeJson,
  })
  .refine(({ type, value }) => typeof value === type && value !== null && !Array.isArray(value), {
    message: 'the value is not of the declared type',
    path: ['value'],
  });
export type Flag = z.infer<typeof Flag>;
