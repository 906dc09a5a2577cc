import { z } from 'zod';
import './fault-words.ts';

/** The name of a configuration document: unique across kinds within a project. */
export const Key = z
  .string()
  .min(1)
  .max(80)
  .regex(
    /^[a-z0-9][a-z0-9_-]*$/,
    'use lower-case letters, digits, "-" and "_", beginning with a letter or digit',
  );

/** An identifier that a caller chose: a product, a customer, an order. */
export const ExternalId = z
  .string()
  .min(1)
  .max(200)
  .regex(/^\P{Cc}*$/u, 'an id has no control characters');

/** By which an event is known to be the same when it is sent again. */
export const MessageId = ExternalId.max(100);

/** What kind of behavior an event is: one of ours, or the shop's own, in letters of any script. */
export const BehaviorType = z
  .string()
  .max(100)
  .regex(/^\p{L}[\p{L}\p{M}\p{N}_.-]*$/u, 'letters, digits, "_", "." and "-", beginning with a letter');

const customerIdWords =
  'this must be a text of 1 to 200 characters without control characters, or a whole number from 0 to 9007199254740991';

/** A customer id as callers send it: a number means its decimal string. */
export const CustomerId = z
  .union([ExternalId, z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER)], {
    error: ({ input }) => (input === undefined ? undefined : customerIdWords),
  })
  .transform(String);
