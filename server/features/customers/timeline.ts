import { z } from 'zod';
import type { StoredEvent } from '#schemas/event.ts';
import type { StoredInstance } from '#server/stores/journey-instances.ts';

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
  journeys: (profileId: string) => Promise<StoredInstance[]>;
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

/** A journey tells when it began, and since when the customer is where they are now. */
const transitionItems = ({ journey, state, since, startedAt, status }: StoredInstance): TimelineItem[] => {
  const began = { id: `journey ${journey} start`, kind: 'transition' as const, at: startedAt, journey };
  const is = { id: `journey ${journey} ${state}`, kind: 'transition' as const, at: since, journey, state };
  const moved = since.getTime() !== startedAt.getTime();
  return moved
    ? [
        { ...began, state: null },
        { ...is, done: status === 'done' },
      ]
    : [{ ...is, state }];
};

const newestFirst = (a: TimelineItem, b: TimelineItem): number =>
  b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1);

/** The newest of what happened with a customer: behaviors, decisions and moves in journeys in one list. */
export const timelineOf =
  ({ events, decisions, journeys }: TimelineSources) =>
  async (profileId: string, limit: number, kind?: TimelineKind): Promise<TimelineItem[]> => {
    const wants = (wanted: TimelineKind): boolean => kind === undefined || kind === wanted;
    const [happened, decided, moved] = await Promise.all([
      wants('event') ? events(profileId, limit) : [],
      wants('decision') ? decisions(profileId, limit) : [],
      wants('transition') ? journeys(profileId) : [],
    ]);
    const items = [
      ...happened.map(eventItem),
      ...decided.map(decisionItem),
      ...moved.flatMap(transitionItems),
    ];
    return items.sort(newestFirst).slice(0, limit);
  };
