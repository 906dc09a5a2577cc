import { Stack } from '@mui/material';
import type { Variant } from '#schemas/variant.ts';
import { FactTable } from '../ui/FactTable.tsx';
import { humanize } from '../ui/format.ts';
import { RecordLink } from '../ui/RecordLink.tsx';
import { Section } from '../ui/Section.tsx';

const contentFacts = (content: Record<string, unknown>): [string, string][] =>
  Object.entries(content).map(([key, value]) => [
    humanize(key),
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);

const capOf = ({ frequencyCap }: Variant): string =>
  frequencyCap ? `${frequencyCap.max} times in ${frequencyCap.hours} h` : 'none';

/** Where a variant goes and what it depends on. */
export const VariantRail = ({ body }: { body: Variant }) => (
  <Section title="Where and when">
    <FactTable
      facts={[
        [
          'Placement',
          <RecordLink key="placement" resource="placements" id={body.placement}>
            {body.placement}
          </RecordLink>,
        ],
        ['Channels', body.channels?.join(', ') ?? 'all'],
        ['Renditions', String(body.renditions.length)],
        ['Frequency cap', capOf(body)],
        [
          'Needs a rule',
          body.requiresRule ? 'yes: a candidate only when a rule or journey includes it' : 'no',
        ],
        ['Needs stock of', body.requiresStock ?? 'nothing'],
        ['Products', body.recommend ? `${body.recommend.count} ${humanize(body.recommend.type)}` : 'none'],
      ]}
    />
  </Section>
);

export const VariantSummary = ({ body }: { body: Variant }) => (
  <Stack spacing={2}>
    <Section title="Content">
      <FactTable facts={contentFacts(body.content)} />
    </Section>
    <VariantRail body={body} />
  </Stack>
);
