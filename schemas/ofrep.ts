import { z } from 'zod';
import { CustomerId, Key } from './key.ts';

/** Whom flags are evaluated for; what else is in it are the facts under `context`. */
export const EvaluationContext = z.looseObject({
  targetingKey: z
    .union([CustomerId, z.literal('')])
    .nullish()
    .describe('the customer id as the caller knows it; a number means its decimal string'),
  anonymous: z.boolean().optional().describe('the targeting key is an anonymous id'),
  page_type: Key.optional().describe('the page that rules see; homepage when absent'),
});
export type EvaluationContext = z.infer<typeof EvaluationContext>;

/** Another protocol's body: fields that it may get later are left alone. */
export const EvaluationRequest = z.looseObject({ context: EvaluationContext.nullish() });

/** What clients of event streams add when an event made them ask. */
export const EvaluationQuery = z.looseObject({
  flagConfigEtag: z.string().optional().describe('the release that an event of the stream told of'),
});

/** Why a flag has its value, in OpenFeature's words. */
export const FlagReason = z.enum(['STATIC', 'DEFAULT', 'TARGETING_MATCH', 'SPLIT', 'DISABLED', 'UNKNOWN']);
export type FlagReason = z.infer<typeof FlagReason>;

const FlagMetadata = z.strictObject({
  experience_id: z.string().optional().describe('a signed token: send it back with exposures'),
  source: z.string().optional().describe('what decided a placement'),
  experiment: z.string().optional().describe('the experiment whose exposure a placement is'),
  variation: z.string().optional(),
  parameters: z.string().optional().describe("the parameters of an experiment's variation, as JSON"),
});

/** A flag as it was evaluated. */
export const EvaluatedFlag = z.strictObject({
  key: z.string(),
  value: z
    .unknown()
    .describe("a setting's own value, a placement's content, or the key of an experiment's variation"),
  reason: FlagReason,
  variant: z.string().optional().describe('the variant of a placement, or the variation of an experiment'),
  metadata: FlagMetadata.optional(),
});
export type EvaluatedFlag = z.infer<typeof EvaluatedFlag>;

const EventStream = z.strictObject({
  type: z.literal('sse'),
  endpoint: z.strictObject({ requestUri: z.string().describe('at the address of this server') }),
});

export const EvaluatedFlags = z.strictObject({
  flags: z.array(EvaluatedFlag),
  eventStreams: z.array(EventStream),
  metadata: z.strictObject({ release: z.number().int() }),
});
export type EvaluatedFlags = z.infer<typeof EvaluatedFlags>;

export const FlagErrorCode = z.enum([
  'PARSE_ERROR',
  'TARGETING_KEY_MISSING',
  'INVALID_CONTEXT',
  'FLAG_NOT_FOUND',
  'GENERAL',
]);
export type FlagErrorCode = z.infer<typeof FlagErrorCode>;

/** Why there is no value; the key is absent where all flags were asked for. */
export const FlagFailure = z.strictObject({
  key: z.string().optional(),
  errorCode: FlagErrorCode,
  errorDetails: z.string(),
});
export type FlagFailure = z.infer<typeof FlagFailure>;
