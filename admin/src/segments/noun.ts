import { defineNoun } from '../document/noun.ts';
import { SegmentForm, SegmentRail } from './SegmentForm.tsx';
import { SegmentSummary } from './SegmentSummary.tsx';
import { NeededBy } from './UsedBy.tsx';

export const segmentNoun = defineNoun({
  kind: 'segment',
  resource: 'segments',
  one: 'segment',
  many: 'Segments',
  purpose: 'Named groups of customers, to be used in rules, experiments and journeys.',
  template: {
    key: 'new-segment',
    name: 'New segment',
    conditions: {
      all: [{ fact: 'profile', path: '$.counters.orders', operator: 'greaterThanInclusive', value: 3 }],
    },
  },
  Summary: SegmentSummary,
  Form: SegmentForm,
  Rail: SegmentRail,
  NeededBy,
});
