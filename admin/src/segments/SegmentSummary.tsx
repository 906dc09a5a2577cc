import { Stack, Typography } from '@mui/material';
import type { Segment } from '#schemas/segment.ts';
import { ConditionTree } from '../conditions/ConditionTree.tsx';
import { conditionSentence } from '../conditions/sentence.ts';
import { Section } from '../ui/Section.tsx';

/** Who belongs to a segment, in words. */
export const SegmentSummary = ({ body }: { body: Segment }) => (
  <Stack spacing={2}>
    <Section title="In one sentence">
      <Typography sx={{ overflowWrap: 'anywhere' }}>
        Customers for whom {conditionSentence(body.conditions)}.
      </Typography>
    </Section>
    <Section title="Who">
      <ConditionTree condition={body.conditions} />
    </Section>
  </Stack>
);
