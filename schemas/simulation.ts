import { z } from 'zod';
import { ConsentChoices } from './consent.ts';
import { ExperienceRequest } from './decision.ts';
import { type JsonObject, SafeJsonObject } from './json.ts';
import { Key } from './key.ts';

const mostCharacters = 50_000;

const isBounded = (value: JsonObject): boolean => JSON.stringify(value).length <= mostCharacters;
const Patch = SafeJsonObject.refine(isBounded, { message: `longer than ${mostCharacters} characters` });

const ProfilePatch = Patch.and(
  z.looseObject({
    segments: z.array(Key).max(200).optional(),
    journeys: z.record(Key, z.string().min(1).max(200)).optional(),
  }),
);

/** What is supposed of a customer, on top of what is known: facts by their paths, and what decisions read besides. */
export const Supposition = z.strictObject({
  profile: ProfilePatch.optional().describe(
    'facts under "profile": objects are merged, everything else replaces, null takes away; segments and journeys too',
  ),
  session: Patch.optional(),
  cart: Patch.optional(),
  time: Patch.optional(),
  consent: ConsentChoices.optional(),
  assignments: z.record(z.string().min(1).max(100), Key).optional().describe('experiment to what was shown'),
});
export type Supposition = z.infer<typeof Supposition>;

const { preview: _, ...asked } = ExperienceRequest.shape;

/** A decision to be made for nobody to see. */
export const SimulationRequest = z
  .strictObject({
    ...asked,
    overrides: Supposition.default({}).describe('what to suppose of the customer'),
    at: z.iso.datetime({ offset: true }).optional().describe('the time to decide at; now when absent'),
    chance: z
      .string()
      .min(1)
      .max(200)
      .default('simulation')
      .describe('what chance is drawn from: the id of a decision draws as that decision did'),
    drafts: z.boolean().default(false).describe('decide with every draft instead of what is in force'),
    side_by_side: z.boolean().default(false).describe('decide with both'),
  })
  .refine(({ customer_id, anonymous_id }) => customer_id !== undefined || anonymous_id !== undefined, {
    message: 'give customer_id or anonymous_id',
    path: ['customer_id'],
  });
export type SimulationRequest = z.infer<typeof SimulationRequest>;

const ElementDifference = z.strictObject({
  placement: z.string(),
  live: z.string().nullable().describe('the variant; null where the placement is not decided'),
  draft: z.string().nullable(),
  what: z.array(z.enum(['variant', 'source', 'probability', 'content', 'products'])),
});
export type ElementDifference = z.infer<typeof ElementDifference>;

const RuleDifference = z.strictObject({
  rule: z.string(),
  live: z.string().nullable().describe('its verdict; null where there is no such rule'),
  draft: z.string().nullable(),
});
export type RuleDifference = z.infer<typeof RuleDifference>;

const Made = z
  .object({ decision: z.record(z.string(), z.unknown()), trace: z.record(z.string(), z.unknown()) })
  .nullable();

/** The answer as it is documented; the types of decisions and traces are the engine's own. */
export const SimulationResponse = z.strictObject({
  customer: z.strictObject({
    id: z.string(),
    known: z.boolean().describe('whether there is a profile; without one, defaults of an empty history'),
  }),
  live: Made.describe('null where only the drafts were asked for, and there are any'),
  draft: Made.describe('null where they were not asked for, or none differs from what is in force'),
  differences: z
    .strictObject({ elements: z.array(ElementDifference), rules: z.array(RuleDifference) })
    .nullable()
    .describe('between live and draft, where both are there'),
});
