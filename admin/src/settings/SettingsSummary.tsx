import type { Settings } from '#schemas/settings.ts';
import { FactTable } from '../ui/FactTable.tsx';
import { humanize } from '../ui/format.ts';
import { Section } from '../ui/Section.tsx';

type Leaf = readonly [string, string];

const leaves = (value: unknown, path: string[] = []): Leaf[] => {
  if (typeof value !== 'object' || value === null) return [[path.map(humanize).join(' › '), String(value)]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
};

/** Every setting with the value that holds, defaults included. */
export const SettingsSummary = ({ body: { key: _key, name: _name, ...settings } }: { body: Settings }) => (
  <Section title="What holds" hint="defaults included">
    <FactTable facts={leaves(settings)} />
  </Section>
);
