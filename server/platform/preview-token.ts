import { z } from 'zod';
import { tokenKind } from './token.ts';

/** What a preview link shows; short names, since it travels in addresses. */
const Payload = z.strictObject({
  k: z.literal('preview'),
  s: z.string().describe('scope'),
  t: z.number().int().describe('when it expires, seconds since 1970'),
  f: z.record(z.string(), z.string()).describe('experiment to the variation that is forced'),
  d: z.array(z.string()).describe('drafts that are decided with, such as rule/vip-hero'),
});

const preview = tokenKind(Payload);

/**
 * A preview as text that cannot be changed unnoticed.
 * @example signPreview({ k: 'preview', s: scope, t: 1_773_480_600, f: { banner: 'treatment' }, d: [] }, secret)
 */
export const signPreview = preview.sign;

/**
 * The preview that a text asks for, or null when this secret did not sign it. Whether it has expired is not looked at.
 * @example verifyPreview('forged.token', secret) // null
 */
export const verifyPreview = preview.verify;
