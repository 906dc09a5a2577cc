import { randomUUID } from 'node:crypto';
import type { StoredEvent } from '#schemas/event.ts';

const prefix = 'privacy-request-';

/** The id of an event that changes a profile at somebody's wish: carrying out a request twice is one event. */
export const messageIdFor = (request?: string): string =>
  request === undefined ? `privacy-${randomUUID()}` : prefix + request;

/** The request that an event carries out; null for any other, also where a page made up such an id. */
export const requestOf = ({ source, messageId }: Pick<StoredEvent, 'source' | 'messageId'>): string | null =>
  source === 'system' && messageId.startsWith(prefix) ? messageId.slice(prefix.length) : null;
