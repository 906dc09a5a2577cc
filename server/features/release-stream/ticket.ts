import { z } from 'zod';
import { tokenKind } from '#server/platform/token.ts';

const Ticket = z.strictObject({
  k: z.literal('release-stream'),
  environment: z.string(),
  key: z.string().describe('id of the API key in whose name it was given'),
});

/**
 * Tickets to listen, for clients that cannot send a header with a stream, as browsers cannot. A ticket goes into an
 * address, so it is not the key itself: it opens the stream and nothing else, for as long as the key is in force.
 * @example tickets.verify('forged.ticket', secret) // null
 */
export const tickets = tokenKind(Ticket);
