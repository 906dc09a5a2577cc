import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { ExposureContext } from '#schemas/event.ts';

const Shown = z
  .tuple([z.string(), z.string(), z.number().gt(0).max(1)])
  .or(z.tuple([z.string(), z.string(), z.number().gt(0).max(1), z.string(), z.string()]));

/** Everything that an exposure or a conversion needs of its decision; short names, since it travels in addresses. */
const Payload = z.strictObject({
  v: z.literal(1),
  s: z.string().describe('scope'),
  r: z.number().int().describe('release'),
  e: z.number().int().describe('evidence'),
  t: z.number().int().describe('time of the decision, seconds since 1970'),
  u: z.string().describe('the identity that asked'),
  n: z.string().describe('id of the decision'),
  x: z.array(Shown).describe('placement, variant, propensity, and the experiment with its variation'),
  f: z
    .array(z.string())
    .optional()
    .describe('placements where a variation is forced: showings are not stored'),
  c: z
    .record(z.string(), z.array(z.string()))
    .optional()
    .describe('placement to the rules with a frequency cap that its showing counts for'),
  p: z.literal(1).optional().describe('a preview: nothing that comes of it is stored'),
});
export type TokenPayload = z.infer<typeof Payload>;

/**
 * The draw behind a showing, as its event keeps it.
 * @example drawBehind(payload, payload.x[0]).propensity // 0.5
 */
export const drawBehind = (
  { n, c = {} }: Pick<TokenPayload, 'n' | 'c'>,
  [placement, , propensity, key, variation]: TokenPayload['x'][number],
): ExposureContext => ({
  experienceId: n,
  propensity,
  ...(key !== undefined && variation !== undefined && { experiment: { key, variation } }),
  ...(Object.hasOwn(c, placement) && { cappedRules: c[placement]! }),
});

const SIGNATURE_BYTES = 16;
const longestToken = 16_000;

const sign = (body: string, secret: string): Buffer =>
  createHmac('sha256', secret).update(body).digest().subarray(0, SIGNATURE_BYTES);

const decode = (body: string): unknown => {
  try {
    return JSON.parse(Buffer.from(body, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
};

const signText = (payload: unknown, secret: string): string => {
  const body = Buffer.from(JSON.stringify(payload)).toString('base64url');
  return `${body}.${sign(body, secret).toString('base64url')}`;
};

const openText = (text: string, secret: string): unknown => {
  if (text.length > longestToken) return undefined;
  const [body, signature, ...rest] = text.split('.');
  if (!body || !signature || rest.length > 0) return undefined;
  const expected = sign(body, secret);
  // base64url has several spellings of the same bytes: only ours is taken
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== SIGNATURE_BYTES || given.toString('base64url') !== signature) return undefined;
  return timingSafeEqual(given, expected) ? decode(body) : undefined;
};

/**
 * Signing and opening for tokens of one kind of payload. Payloads of two kinds must differ in their required fields, so
 * that no token is taken for another's.
 * @example tokenKind(z.strictObject({ k: z.literal('preview') })).verify('forged.token', secret) // null
 */
export const tokenKind = <T>(payload: z.ZodType<T>) => ({
  sign: (value: T, secret: string): string => signText(value, secret),
  verify: (text: string, secret: string): T | null => payload.safeParse(openText(text, secret)).data ?? null,
});

const experience = tokenKind(Payload);

/**
 * The payload as text that cannot be changed unnoticed: base64url(JSON).base64url(HMAC-SHA-256, first 16 bytes).
 * @example signToken(payload, secret) // 'eyJ2Ijox….mZkX0w…'
 */
export const signToken = experience.sign;

/**
 * The payload of a token, or null when this secret did not sign exactly this text. Signatures are compared in
 * constant time.
 * @example verifyToken('forged.token', secret) // null
 */
export const verifyToken = experience.verify;
