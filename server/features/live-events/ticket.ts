import { z } from 'zod';
import { tokenKind } from '#server/platform/token.ts';

const Ticket = z.strictObject({
  k: z.literal('live-events'),
  scope: z.string(),
  user: z.string().describe('id of the user in whose name it was given'),
  until: z.number().int().describe('milliseconds since 1970'),
});

/**
 * Tickets to watch events. An EventSource cannot send the header that names the environment and proves that this page
 * asks; a ticket is got with both, opens one environment's stream, and is good for a minute.
 * @example liveTickets.verify('forged.ticket', secret) // null
 */
export const liveTickets = tokenKind(Ticket);
