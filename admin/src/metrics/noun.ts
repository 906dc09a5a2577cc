import { defineNoun } from '../document/noun.ts';
import { MetricForm } from './MetricForm.tsx';
import { MetricSummary } from './MetricSummary.tsx';

export const metricNoun = defineNoun({
  kind: 'metric',
  resource: 'metrics',
  one: 'metric',
  many: 'Metrics',
  purpose: 'What counts as an outcome, and how it is counted for one customer.',
  template: { key: 'new-metric', name: 'New metric', type: 'proportion', event: 'order_completed' },
  Summary: MetricSummary,
  Form: MetricForm,
});
