import type { Placement } from '#schemas/placement.ts';
import { FactTable } from '../ui/FactTable.tsx';
import { formatShare, humanize } from '../ui/format.ts';
import { RecordLink } from '../ui/RecordLink.tsx';
import { Section } from '../ui/Section.tsx';

const fromSettings = 'as in the settings';

export const PlacementSummary = ({ body }: { body: Placement }) => (
  <Section title="The slot">
    <FactTable
      facts={[
        ['On pages', body.pages.join(', ')],
        [
          'Default',
          <RecordLink key="default" resource="variants" id={body.defaultVariant}>
            {body.defaultVariant}
          </RecordLink>,
        ],
        ['Choice by', humanize(body.policy)],
        ['Weight of rules', body.ruleWeight === undefined ? fromSettings : formatShare(body.ruleWeight, 0)],
        [
          'Confidence needed',
          body.confidenceThreshold === undefined ? fromSettings : formatShare(body.confidenceThreshold, 0),
        ],
      ]}
    />
  </Section>
);
