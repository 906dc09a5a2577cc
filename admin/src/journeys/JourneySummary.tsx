import type { Journey } from '#schemas/journey.ts';
import { conditionSentence } from '../conditions/sentence.ts';
import { useNames } from '../names/use-names.ts';
import { FactTable } from '../ui/FactTable.tsx';
import { humanize } from '../ui/format.ts';
import { Section } from '../ui/Section.tsx';

const keysOf = (value: unknown): string[] =>
  typeof value === 'object' && value !== null ? Object.keys(value) : [];

export const JourneySummary = ({ body }: { body: Journey }) => {
  const nameOf = useNames();
  return (
    <Section title="How it begins">
      <FactTable
        facts={[
          ['Starts with', body.entry.events.map(humanize).join(' or ')],
          [
            'For',
            body.entry.conditions
              ? `customers for whom ${conditionSentence(body.entry.conditions, nameOf)}`
              : 'everyone',
          ],
          ['States', keysOf(body.machine['states']).join(', ')],
          ['Switched on', body.enabled ? 'yes' : 'no'],
        ]}
      />
    </Section>
  );
};
