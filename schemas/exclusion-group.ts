import { z } from 'zod';
import { Key } from './key.ts';

export const splitKeys = ['customer', 'account', 'cart', 'session'] as const;
/** What is assigned as one: everyone of one account, say, sees the same variation. */
export const SplitKey = z.enum(splitKeys);
export type SplitKey = z.infer<typeof SplitKey>;

/** Experiments of which each customer is in one at most: the group gives each of them parts of one line. */
export const ExclusionGroup = z.strictObject({
  name: z.string().min(1).max(200).optional(),
  splitKey: SplitKey.default('customer').describe(
    'what is hashed; the experiments of the group hash the same',
  ),
  seed: z.string().min(1).max(100).optional().describe("the group's own hash seed; its key when absent"),
});
export type ExclusionGroup = z.infer<typeof ExclusionGroup>;

const Part = z
  .tuple([z.number().min(0).max(1), z.number().min(0).max(1)])
  .refine(([start, end]) => start < end, { message: 'ends before it begins', path: [1] });
/** From the first up to, but without, the second. */
export type Part = z.infer<typeof Part>;

/**
 * Whether two parts of a line share a point.
 * @example overlap([0, 0.5], [0.5, 1]) // false
 */
export const overlap = ([start, end]: Part, [otherStart, otherEnd]: Part): boolean =>
  start < otherEnd && otherStart < end;

/** An experiment's place in an exclusion group. */
export const GroupPlace = z.strictObject({
  key: Key.describe('one of exclusion_groups in the settings'),
  ranges: z
    .array(Part)
    .min(1)
    .max(20)
    .refine((parts) => !parts.some((part, i) => parts.slice(i + 1).some((other) => overlap(part, other))), {
      message: 'the ranges overlap each other',
    })
    .describe('its parts of the line from 0 to 1, such as [[0, 0.3], [0.8, 0.9]]'),
});
export type GroupPlace = z.infer<typeof GroupPlace>;
