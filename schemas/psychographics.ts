import { z } from 'zod';

const name = z.string().min(1).max(200);
const names = z.array(name).max(100).default([]);

/** What speaks for a value or a way of life. */
export const Signals = z.strictObject({
  tags: names.describe('tags of products that were looked at, added to the cart or bought'),
  categories: names.describe('categories of such products'),
  traits: z
    .array(
      z.strictObject({
        trait: name,
        equals: z
          .array(z.union([z.string(), z.number(), z.boolean()]))
          .min(1)
          .max(50),
      }),
    )
    .max(50)
    .default([])
    .describe('traits that say it'),
  surveys: z
    .array(
      z
        .strictObject({ kind: name, from: z.number(), to: z.number() })
        .refine(({ from, to }) => from !== to, { message: 'is the same as from', path: ['to'] }),
    )
    .max(50)
    .default([])
    .describe('surveys whose score says it: not at all at `from`, fully at `to`'),
});
export type Signals = z.infer<typeof Signals>;

const attribute = z.string().regex(/^[a-z][a-z0-9_]{0,99}$/, 'lower-case letters, digits and "_"');
const Attributes = z.record(attribute, Signals.prefault({}));

/** How interests, values, lifestyle and brand affinity are inferred from what customers did and said. */
export const Psychographics = z.strictObject({
  half_strength: z
    .number()
    .min(0.5)
    .max(1000)
    .default(5)
    .describe('so many recent product views make a strength of 0.5'),
  threshold: z.number().min(0).max(1).default(0.2).describe('what is weaker is not inferred'),
  values: Attributes.default({
    sustainability: {
      tags: ['organic', 'fair-trade', 'recycled'],
      categories: [],
      traits: [],
      surveys: [],
    },
  }).describe('value to what speaks for it'),
  lifestyle: Attributes.default({}).describe('way of life to what speaks for it'),
});
