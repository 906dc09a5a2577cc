import { createHash } from 'node:crypto';

/**
 * Where a document stands among all, by chance: uniform in [0, 1), the same for the same id, and independent of any
 * assignment. Those with the lowest numbers are a random sample without repetition.
 * @example drawOf('default/production/customer_id:1') // the same number in every process
 */
export const drawOf = (id: string): number =>
  createHash('sha256').update(`draw:${id}`).digest().readUIntBE(0, 6) / 2 ** 48;
