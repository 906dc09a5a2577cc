/** What happened with a customer's behavior, once it is in the profile. */
export type BehaviorDetected = {
  customer_id: string;
  behavior_type: string;
  behavior_data: Record<string, unknown>;
  /** 0 to 1. */
  significance_score: number;
  timestamp: string;
  context: Record<string, unknown>;
};

/** Someone came into a segment, or left it. */
export type SegmentMoved = {
  customer_id: string;
  segment: string;
  /** What made it so. */
  cause: 'event' | 'time' | 'release' | 'upload' | 'merge';
  timestamp: string;
};

/** Every event of the bus, and what it carries. */
export type BusEvents = {
  'personalization.behavior_detected': BehaviorDetected;
  'personalization.segment_entered': SegmentMoved;
  'personalization.segment_left': SegmentMoved;
};

type Name = keyof BusEvents;
type Subscriber<N extends Name> = (payload: BusEvents[N]) => void;
export type Subscribers = { readonly [N in Name]?: readonly Subscriber<N>[] };

type Dependencies = { subscribers: Subscribers; onError: (error: unknown, name: Name) => void };

/**
 * Tells the subscribers within this process; they are handed in when it is put together. At most once and in no time:
 * what must arrive is the outbox's work. A subscriber that throws is reported and keeps nobody else from hearing.
 * @example createBus({ subscribers: { 'personalization.behavior_detected': [hear] }, onError }).emit(name, payload)
 */
export const createBus = ({ subscribers, onError }: Dependencies) => ({
  /** Is anyone listening? Then a payload is worth making. */
  hears: (name: Name): boolean => (subscribers[name]?.length ?? 0) > 0,

  emit: <N extends Name>(name: N, payload: BusEvents[N]): void => {
    for (const hear of (subscribers[name] ?? []) as readonly Subscriber<N>[])
      try {
        hear(payload);
      } catch (error) {
        onError(error, name);
      }
  },
});

export type Bus = ReturnType<typeof createBus>;
