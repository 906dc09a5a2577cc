import { defineNoun } from '../document/noun.ts';
import { PlacementForm } from './PlacementForm.tsx';
import { PlacementSummary } from './PlacementSummary.tsx';

export const placementNoun = defineNoun({
  kind: 'placement',
  resource: 'placements',
  one: 'placement',
  many: 'Placements',
  purpose: 'Named slots on a page or in a message that a variant fills.',
  template: {
    key: 'new_placement',
    name: 'New placement',
    pages: ['homepage'],
    defaultVariant: 'your-variant',
  },
  Summary: PlacementSummary,
  Form: PlacementForm,
});
