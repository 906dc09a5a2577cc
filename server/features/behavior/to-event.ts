import { Behavior, type ExposureContext, type StoredEvent } from '#schemas/event.ts';
import type { ProblemFault } from '#schemas/problem.ts';
import type { Settings } from '#schemas/settings.ts';
import { identityOf, storedEvent } from '#server/domain/profiles/stored-event.ts';
import { type Visitor, visitContext } from '#server/domain/profiles/visit-context.ts';
import { faultsOf } from '#server/platform/problems.ts';
import { drawBehind, type TokenPayload } from '#server/platform/token.ts';

/** What is known of a request beside the behaviors in it. */
export type Receipt = {
  receivedAt: Date;
  source: StoredEvent['source'];
  newMessageId: (at: Date) => string;
  visitor: Visitor;
  /** The id that the sender says the customer had before. */
  previousId?: string | undefined;
};

export type Reading = Receipt & {
  scope: string;
  /** Null for a token that this installation did not sign. */
  verifyToken: (text: string) => TokenPayload | null;
  bots: Settings['behavioral_tracking']['bots'];
};

/** Why an event is answered like any other and not stored: a preview or forced variation, or a program's visit. */
type Uncounted = 'preview' | 'bot';
export type Read = { event: StoredEvent; uncounted: Uncounted | null } | { faults: ProblemFault[] };

const maximumBytes = 32_768;
const clockTolerance = 5 * 60_000;
/** Before it nobody bought anything online: such a time is a fault of a clock. */
const earliest = Date.UTC(1990);

type Exposed = { exposure?: ExposureContext; fault?: ProblemFault; preview?: boolean };

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
  if (token.p || (names(behavior) && token.f?.includes(String(data['placement'])))) return { preview: true };
  if (!names(behavior) || token.u !== identityOf(behavior)) return {};
  const entry = token.x.find(
    ([placement, variant]) => placement === data['placement'] && variant === data['variant'],
  );
  if (!entry) return { fault: { path: '/data/variant', message: 'not part of that experience' } };
  return { exposure: drawBehind(token, entry) };
};

const isOverAlready = ({ behavior_type: type, data }: Behavior, at: Date): boolean =>
  type === 'consent_updated' &&
  data['expires_at'] !== undefined &&
  Date.parse(String(data['expires_at'])) <= at.getTime();

const limitFaults = (behavior: Behavior, at: Date, receivedAt: Date): ProblemFault[] => {
  const faults: ProblemFault[] = [];
  if (at.getTime() > receivedAt.getTime() + clockTolerance)
    faults.push({ path: '/timestamp', message: 'more than five minutes in the future' });
  if (at.getTime() < earliest) faults.push({ path: '/timestamp', message: 'before 1990' });
  if (Buffer.byteLength(JSON.stringify(behavior)) > maximumBytes)
    faults.push({ path: '', message: `one behavior may take at most ${maximumBytes} bytes` });
  if (isOverAlready(behavior, at))
    faults.push({ path: '/data/expires_at', message: 'this must be later than the choice itself' });
  return faults;
};

/** A behavior as it is stored, or everything that is wrong with it; paths are JSON pointers into the behavior. */
export const toEvent = (behavior: Behavior, reading: Reading): Read => {
  const { receivedAt, newMessageId, source, visitor, previousId, bots } = reading;
  const at = behavior.timestamp === undefined ? receivedAt : new Date(behavior.timestamp);
  const { exposure, fault, preview = false } = exposureOf(behavior, reading);
  const faults = [...limitFaults(behavior, at, receivedAt), ...(fault ? [fault] : [])];
  if (faults.length > 0) return { faults };
  const { context, program } = visitContext(behavior.context ?? {}, visitor);
  const messageId = behavior.message_id ?? newMessageId(receivedAt);
  const marked = program ? { ...context, bot: true } : context;
  const stored = storedEvent(behavior, { messageId, at, receivedAt, source, previousId, context: marked });
  const uncounted = preview ? 'preview' : program && bots === 'drop' ? 'bot' : null;
  return { uncounted, event: { ...stored, ...(exposure && { exposure }) } };
};

/** The same for what was not checked yet: as one door's own form becomes a behavior. */
export const readBehavior = (value: unknown, reading: Reading): Read => {
  const { success, data, error } = Behavior.safeParse(value);
  return success ? toEvent(data, reading) : { faults: faultsOf(error) };
};
