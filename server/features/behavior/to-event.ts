import type { Behavior, ExposureContext, StoredEvent } from '#schemas/event.ts';
import type { ProblemFault } from '#schemas/problem.ts';
import type { TokenPayload } from '#server/platform/token.ts';

export type Reading = {
  scope: string;
  receivedAt: Date;
  newMessageId: (at: Date) => string;
  /** Null for a token that this installation did not sign. */
  verifyToken: (text: string) => TokenPayload | null;
};

/** What came of a preview, or of a forced variation, is answered like any event and not stored. */
export type Read = { event: StoredEvent; uncounted: boolean } | { faults: ProblemFault[] };

const maximumBytes = 32_768;
const clockTolerance = 5 * 60_000;

const identityOf = ({ customer_id, anonymous_id }: Behavior): string =>
  customer_id === undefined ? `anonymous_id:${anonymous_id}` : `customer_id:${customer_id}`;

type Exposed = { exposure?: ExposureContext; fault?: ProblemFault; uncounted?: boolean };

const names = ({ behavior_type: type }: Behavior): boolean =>
  type === 'variant_shown' || type === 'variant_clicked';

/**
 * The draw behind a showing. A token of another customer counts for nobody: the event is kept, its draw is not,
 * because whoever it was drawn for did not see it.
 */
const exposureOf = (behavior: Behavior, { verifyToken, scope }: Reading): Exposed => {
  const { experience_id: experienceId, data } = behavior;
  if (experienceId === undefined) return {};
  const token = verifyToken(experienceId);
  if (token === null || token.s !== scope)
    return { fault: { path: '/experience_id', message: 'not a token that was issued here' } };
  if (token.p || (names(behavior) && token.f?.includes(String(data['placement']))))
    return { uncounted: true };
  if (!names(behavior) || token.u !== identityOf(behavior)) return {};
  const entry = token.x.find(
    ([placement, variant]) => placement === data['placement'] && variant === data['variant'],
  );
  if (!entry) return { fault: { path: '/data/variant', message: 'not part of that experience' } };
  const [, , propensity, key, variation] = entry;
  const experiment = key !== undefined && variation !== undefined ? { key, variation } : undefined;
  return { exposure: { experienceId: token.n, propensity, ...(experiment && { experiment }) } };
};

const faultsOf = (behavior: Behavior, at: Date, receivedAt: Date): ProblemFault[] => {
  const faults: ProblemFault[] = [];
  if (at.getTime() > receivedAt.getTime() + clockTolerance)
    faults.push({ path: '/timestamp', message: 'more than five minutes in the future' });
  if (Buffer.byteLength(JSON.stringify(behavior)) > maximumBytes)
    faults.push({ path: '', message: `one behavior may take at most ${maximumBytes} bytes` });
  return faults;
};

/** A behavior as it is stored, or everything that is wrong with it; paths are JSON pointers into the behavior. */
export const toEvent = (behavior: Behavior, reading: Reading): Read => {
  const { receivedAt, newMessageId } = reading;
  const at = behavior.timestamp === undefined ? receivedAt : new Date(behavior.timestamp);
  const { exposure, fault, uncounted = false } = exposureOf(behavior, reading);
  const faults = [...faultsOf(behavior, at, receivedAt), ...(fault ? [fault] : [])];
  if (faults.length > 0) return { faults };
  const identity = identityOf(behavior);
  return {
    uncounted,
    event: {
      messageId: behavior.message_id ?? newMessageId(receivedAt),
      identity,
      profileId: identity,
      type: behavior.behavior_type,
      data: behavior.data,
      context: behavior.context ?? {},
      at,
      receivedAt,
      source: 'api',
      ...(exposure && { exposure }),
    },
  };
};
