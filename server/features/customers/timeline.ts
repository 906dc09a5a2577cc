import { z } from 'zod';
import type { StoredEvent } from '#schemas/event.ts';
import type { JourneyMove } from '#server/stores/journey-moves.ts';

const timelineKinds = ['event', 'decision', 'transition'] as const;
export const TimelineFilter = z.strictObject({ kind: z.enum(timelineKinds).optional() });
type TimelineKind = (typeof timelineKinds)[number];

/** Something that happened with a customer, whatever it was. */
type TimelineItem = { id: string; kind: TimelineKind; at: Date } & Record<string, unknown>;

type Decided = { id: string; at: Date | string } & object;

export type TimelineSources = {
  /** The newest first. */
  events: (profileId: string, limit: number) => Promise<StoredEvent[]>;
  decisions: (profileId: string, limit: number) => Promise<Decided[]>;
  moves: (profileId: string, limit: number) => Promise<JourneyMove[]>;
};

const eventItem = ({ messageId, type, data, context, source, at }: StoredEvent): TimelineItem => ({
  id: `event ${messageId}`,
  kind: 'event',
  at,
  type,
  data,
  context,
  source,
});

const decisionItem = (decision: Decided): TimelineItem => ({
  ...decision,
  id: `decision ${decision.id}`,
  decisionId: decision.id,
  kind: 'decision',
  at: new Date(decision.at),
});

/** Numbers have leading zeros, so that of moves at one time the ids are in their order. */
const transitionItem = ({
  profileId,
  journey,
  number,
  from,
  to,
  event,
  done,
  at,
}: JourneyMove): TimelineItem => ({
  id: `journey ${journey} ${profileId} ${String(number).padStart(9, '0')}`,
  kind: 'transition',
  at,
  journey,
  from,
  state: to,
  event,
  done,
});

const newestFirst = (a: TimelineItem, b: TimelineItem): number =>
  b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1);

/** The newest of what happened with a customer: behaviors, decisions and moves in journeys in one list. */
export const timelineOf =
  ({ events, decisions, moves }: TimelineSources) =>
  async (profileId: string, limit: number, kind?: TimelineKind): Promise<TimelineItem[]> => {
    const wants = (wanted: TimelineKind): boolean => kind === undefined || kind === wanted;
    const [happened, decided, moved] = await Promise.all([
      wants('event') ? events(profileId, limit) : [],
      wants('decision') ? decisions(profileId, limit) : [],
      wants('transition') ? moves(profileId, limit) : [],
    ]);
    const items = [...happened.map(eventItem), ...decided.map(decisionItem), ...moved.map(transitionItem)];
    return items.sort(newestFirst).slice(0, limit);
  };
