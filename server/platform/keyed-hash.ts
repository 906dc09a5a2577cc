import { createHmac } from 'node:crypto';

/** Answers the same text with the same hash, which nobody can make or guess without the installation's secret. */
export type KeyedHash = (text: string) => string;

const HASH_BYTES = 24;

/**
 * Hashes for one use; those of two uses never agree, so that what is kept for one cannot be looked up in another.
 * @example createKeyedHash(secret, 'erasure')('customer_id:7') // '3kT0…', 32 characters
 */
export const createKeyedHash = (secret: string, use: string): KeyedHash => {
  const key = createHmac('sha256', secret).update(`attune ${use}`).digest();
  return (text) =>
    createHmac('sha256', key).update(text).digest().subarray(0, HASH_BYTES).toString('base64url');
};
