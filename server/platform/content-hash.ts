import { createHash } from 'node:crypto';
import { canonicalJson } from '#server/domain/releases/canonical.ts';

/** The same for equal JSON, whatever the order of its keys: SHA-256, in hexadecimal. */
export const contentHash = (value: unknown): string =>
  createHash('sha256').update(canonicalJson(value)).digest('hex');
