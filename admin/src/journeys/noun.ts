import { defineNoun } from '../document/noun.ts';
import { JourneySummary } from './JourneySummary.tsx';

export const journeyNoun = defineNoun({
  kind: 'journey',
  resource: 'journeys',
  one: 'journey',
  many: 'Journeys',
  purpose: 'State machines that customers walk through; where they stand decides what they see.',
  template: {
    key: 'new-journey',
    name: 'New journey',
    entry: { events: ['page_viewed'] },
    machine: {
      initial: 'started',
      states: { started: { on: { order_completed: 'done' } }, done: { type: 'final' } },
    },
  },
  Summary: JourneySummary,
});
