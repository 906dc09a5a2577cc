import { defineNoun } from '../document/noun.ts';
import { ExperimentSummary } from './ExperimentSummary.tsx';

export const experimentNoun = defineNoun({
  kind: 'experiment',
  resource: 'experiments',
  one: 'experiment',
  many: 'Experiments',
  purpose: 'Variations assigned at random, with the metrics that judge them.',
  template: {
    key: 'new-experiment',
    name: 'New experiment',
    hypothesis: 'If … then … because …',
    status: 'draft',
    control: 'control',
    variations: [
      { key: 'control', name: 'Control', weight: 0.5 },
      { key: 'treatment', name: 'Treatment', weight: 0.5, variants: { hero_banner: 'your-variant' } },
    ],
    metrics: [{ metric: 'conversion', role: 'goal' }],
  },
  Summary: ExperimentSummary,
});
