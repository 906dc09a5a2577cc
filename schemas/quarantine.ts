import { z } from 'zod';

/** Where a row was stopped: at folding, or at a door that takes what is sound of a batch. */
export const quarantineDoors = ['fold', 'segment', 'shopify'] as const;
export type QuarantineDoor = (typeof quarantineDoors)[number];

/** Whether a row waits for somebody, or was discarded and can be restored. */
export const quarantineStates = ['waiting', 'discarded'] as const;

const Row = z.record(z.string(), z.unknown()).describe('the row as its sender would send it');
const Ids = z.array(z.string().min(1).max(100)).min(1).max(1000);

/** Sends a row again, as it was fixed. */
export const ResendRequest = z.strictObject({ row: Row });
export const ManyRequest = z.strictObject({ ids: Ids });
