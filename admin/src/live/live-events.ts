import { humanize } from '../ui/format.ts';
import type { LiveEvent } from './types.ts';

/** Newest first; what was dropped was never shown. */
export type LiveState = {
  events: readonly LiveEvent[];
  /** Came while the screen was paused. */
  held: readonly LiveEvent[];
  dropped: number;
  paused: boolean;
};

export type LiveChange =
  | { type: 'came'; event: LiveEvent }
  | { type: 'dropped'; count: number }
  | { type: 'paused'; paused: boolean }
  | { type: 'cleared' };

const kept = 200;

export const noEvents: LiveState = { events: [], held: [], dropped: 0, paused: false };

const withNewest = (event: LiveEvent, events: readonly LiveEvent[]) => [event, ...events].slice(0, kept);

/**
 * What the screen holds after something happened. While it is paused the newest wait, and come when it goes on; of more
 * than 200 the oldest go, and those that go unseen are counted.
 * @example nextState(noEvents, { type: 'dropped', count: 3 }).dropped // 3
 */
export const nextState = (state: LiveState, change: LiveChange): LiveState => {
  switch (change.type) {
    case 'came':
      if (!state.paused) return { ...state, events: withNewest(change.event, state.events) };
      return {
        ...state,
        held: withNewest(change.event, state.held),
        dropped: state.dropped + (state.held.length >= kept ? 1 : 0),
      };
    case 'dropped':
      return { ...state, dropped: state.dropped + change.count };
    case 'paused':
      if (change.paused) return { ...state, paused: true };
      return { ...state, paused: false, events: [...state.held, ...state.events].slice(0, kept), held: [] };
    case 'cleared':
      return { ...noEvents, paused: state.paused };
  }
};

type Filter = { type: string; customer: string };

const contains = (text: string, typed: string): boolean => text.toLowerCase().includes(typed.toLowerCase());

/**
 * Events whose type and customer contain what was typed, whatever its case; a type as it is sent or as it is shown.
 * @example matching(events, { type: 'Page viewed', customer: '' }) // those of type page_viewed
 */
export const matching = (events: readonly LiveEvent[], filter: Filter): LiveEvent[] => {
  const [type, customer] = [filter.type.trim(), filter.customer.trim()];
  return events.filter(
    (event) => contains(`${event.type} ${humanize(event.type)}`, type) && contains(event.profileId, customer),
  );
};
