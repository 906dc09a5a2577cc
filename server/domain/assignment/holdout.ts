import { bucket } from './hash.ts';

/**
 * Whether a customer never gets personalization, so that its worth can be measured. Share is in 0–1;
 * raising it keeps everyone who is already held out.
 * @example inHoldout({ seed: 'holdout', value: 'customer-42', share: 0.05 })
 */
export const inHoldout = ({ seed, value, share }: { seed: string; value: string; share: number }): boolean =>
  bucket({ seed, value }) < share;
