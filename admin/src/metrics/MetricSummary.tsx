import type { Metric } from '#schemas/metric.ts';
import { FactTable } from '../ui/FactTable.tsx';
import { formatDuration, humanize } from '../ui/format.ts';
import { Section } from '../ui/Section.tsx';

const hour = 3_600_000;

/**
 * What a metric measures, in words.
 * @example metricSentence(metric) // 'share of customers with order completed'
 */
export const metricSentence = ({ type, event, value, unit }: Metric): string => {
  if (type === 'proportion') return `share of customers with ${humanize(event)}`;
  return value === undefined
    ? `average number of ${humanize(event)} per customer`
    : `average ${unit === 'money' ? 'money in ' : ''}${humanize(value.replaceAll('.', ' '))} of ${humanize(event)} per customer`;
};

export const MetricSummary = ({ body }: { body: Metric }) => (
  <Section title="What it measures">
    <FactTable
      facts={[
        ['Measures', metricSentence(body)],
        ['Counted for', `${formatDuration(body.windowHours * hour)} after the first exposure`],
        ['Better is', body.direction === 'increase' ? 'more' : 'less'],
      ]}
    />
  </Section>
);
