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
export const ExternalId = z.string().min(1).max(200);

/** A customer id as callers send it: a number means its decimal string. */
export const CustomerId = z
  .union([ExternalId, z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER)])
  .transform(String);
