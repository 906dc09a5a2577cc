import type { Behavior, StoredEvent } from '#schemas/event.ts';

/** `customer_id:7`; a behavior that names a customer and a visitor is the customer's. */
export const identityOf = ({ customer_id, anonymous_id }: Pick<Behavior, 'customer_id' | 'anonymous_id'>) =>
  customer_id === undefined ? `anonymous_id:${anonymous_id}` : `customer_id:${customer_id}`;

type Receipt = Pick<StoredEvent, 'messageId' | 'at' | 'receivedAt' | 'source'> & {
  context?: StoredEvent['context'];
  previousId?: string | undefined;
};

/**
 * A behavior as it is stored, whichever door it came in through. Both its ids are kept: what merges identities reads
 * them.
 * @example storedEvent(behavior, { messageId: 'm1', at, receivedAt: at, source: 'api' }).identity // 'customer_id:7'
 */
export const storedEvent = (behavior: Behavior, receipt: Receipt): StoredEvent => {
  const { messageId, at, receivedAt, source, previousId } = receipt;
  const { customer_id: customer, anonymous_id: visitor } = behavior;
  const identity = identityOf(behavior);
  return {
    messageId,
    identity,
    profileId: identity,
    ...(customer !== undefined && visitor !== undefined && { anonymousId: visitor }),
    ...(previousId !== undefined && { previousId }),
    type: behavior.behavior_type,
    data: behavior.data,
    context: receipt.context ?? behavior.context ?? {},
    at,
    receivedAt,
    source,
  };
};
