import { createHash } from 'node:crypto';
import type { PerformanceRequest } from '#schemas/decision.ts';
import { behaviorData, type ExposureContext, type StoredEvent } from '#schemas/event.ts';
import type { ProblemFault } from '#schemas/problem.ts';
import { pointer, problem } from '#server/platform/problems.ts';
import { drawBehind, type TokenPayload } from '#server/platform/token.ts';

type Interaction = PerformanceRequest['interactions'][number];
type Conversion = PerformanceRequest['conversion_events'][number];
type Reading = { payload: TokenPayload; receivedAt: Date };

const CLOCK_TOLERANCE = 5 * 60_000;
const ID_BYTES = 16;

const typeOf = {
  shown: 'variant_shown',
  clicked: 'variant_clicked',
  dwelled: 'variant_dwelled',
} as const;
const interactionTypes: readonly string[] = Object.values(typeOf);

/**
 * Ids for what came without one, made of what was sent: so the same body sent again is a duplicate, while the same
 * thing twice in one body is two.
 */
const createIds = (experienceId: string): ((...parts: unknown[]) => string) => {
  const seen = new Map<string, number>();
  return (...parts) => {
    const text = JSON.stringify([experienceId, ...parts]);
    const occurrence = seen.get(text) ?? 0;
    seen.set(text, occurrence + 1);
    const hash = createHash('sha256').update(`${text}/${occurrence}`).digest();
    return `x-${hash.subarray(0, ID_BYTES).toString('base64url')}`;
  };
};

const timeFaults = (
  timestamp: string | undefined,
  at: (string | number)[],
  receivedAt: Date,
): ProblemFault[] =>
  timestamp !== undefined && Date.parse(timestamp) > receivedAt.getTime() + CLOCK_TOLERANCE
    ? [{ path: pointer([...at, 'timestamp']), message: 'more than five minutes in the future' }]
    : [];

const interactionFaults = (
  { element, timestamp }: Interaction,
  index: number,
  { payload, receivedAt }: Reading,
): ProblemFault[] => {
  const at = ['interactions', index];
  const unknown = payload.x.every(([placement]) => placement !== element);
  return [
    ...(unknown
      ? [{ path: pointer([...at, 'element']), message: `"${element}" is not part of this experience` }]
      : []),
    ...timeFaults(timestamp, at, receivedAt),
  ];
};

const dataFaults = ({ type, data }: Conversion, at: (string | number)[]): ProblemFault[] => {
  if (interactionTypes.includes(type))
    return [{ path: pointer([...at, 'type']), message: 'send this as an interaction' }];
  if (!Object.hasOwn(behaviorData, type)) return [];
  const result = behaviorData[type as keyof typeof behaviorData].safeParse(data);
  return (result.error?.issues ?? []).map(({ path, message }) => ({
    path: pointer([...at, 'data', ...path]),
    message,
  }));
};

const conversionFaults = (conversion: Conversion, index: number, { receivedAt }: Reading): ProblemFault[] => {
  const at = ['conversion_events', index];
  return [...dataFaults(conversion, at), ...timeFaults(conversion.timestamp, at, receivedAt)];
};

type Sent = { type: string; data: Record<string, unknown>; timestamp: string | undefined; messageId: string };

/** What came without a time happened in the order it was told, a millisecond apart: a conversion after its showing. */
const inOrder = (events: readonly StoredEvent[], receivedAt: Date): StoredEvent[] =>
  events.map((event, index) => {
    if (event.at !== receivedAt) return event;
    return { ...event, at: new Date(receivedAt.getTime() - (events.length - 1 - index)) };
  });

const toEvent = (
  { type, data, timestamp, messageId }: Sent,
  { payload, receivedAt }: Reading,
  exposure?: ExposureContext,
): StoredEvent => ({
  messageId,
  identity: payload.u,
  profileId: payload.u,
  type,
  data,
  context: { experience_id: payload.n, release: payload.r },
  at: timestamp === undefined ? receivedAt : new Date(timestamp),
  receivedAt,
  source: 'api',
  ...(exposure && { exposure }),
});

/**
 * The events of what a storefront reports about an experience, each showing with the draw behind it. What a tester was
 * shown, whose variation was forced, is none of them. Everything comes from the token, so the decision's record is not
 * needed.
 * @throws ProblemError 'invalid-request' with every fault
 */
export const eventsOf = (request: PerformanceRequest, reading: Reading): StoredEvent[] => {
  const { interactions, conversion_events: conversions } = request;
  const errors = [
    ...interactions.flatMap((interaction, index) => interactionFaults(interaction, index, reading)),
    ...conversions.flatMap((conversion, index) => conversionFaults(conversion, index, reading)),
  ];
  if (errors.length > 0) throw problem('invalid-request', { detail: 'The body has faults.', errors });

  const { n, x, f: forced = [] } = reading.payload;
  const createId = createIds(n);
  const counted = interactions.filter(({ element }) => !forced.includes(element));
  const shown = counted.map(({ type, element, timestamp, message_id, data }) => {
    const entry = x.find(([placement]) => placement === element)!;
    const messageId = message_id ?? createId(element, type, timestamp);
    const named = { ...data, placement: element, variant: entry[1] };
    return toEvent(
      { type: typeOf[type], data: named, timestamp, messageId },
      reading,
      drawBehind(reading.payload, entry),
    );
  });
  const converted = conversions.map(({ type, data, timestamp, message_id }) => {
    const messageId = message_id ?? createId('conversion', type, timestamp, data);
    return toEvent({ type, data, timestamp, messageId }, reading);
  });
  return inOrder([...shown, ...converted], reading.receivedAt);
};
