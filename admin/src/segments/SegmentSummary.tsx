import { Stack, Typography } from '@mui/material';
import { hasConditions, type Segment } from '#schemas/segment.ts';
import { ConditionTree } from '../conditions/ConditionTree.tsx';
import { useNames } from '../names/use-names.ts';
import { Section } from '../ui/Section.tsx';
import { segmentSentence } from './segment-sentence.ts';
import { UploadedOnly } from './UploadedOnly.tsx';

/** Who belongs to a segment, in words. */
export const SegmentSummary = ({ body }: { body: Segment }) => {
  const nameOf = useNames();
  return hasConditions(body) ? (
    <Stack spacing={2}>
      <Section title="In one sentence">
        <Typography sx={{ overflowWrap: 'anywhere' }}>
          Customers for whom {segmentSentence(body, nameOf)}.
        </Typography>
      </Section>
      <Section title="Who">
        <ConditionTree condition={body.conditions} />
      </Section>
    </Stack>
  ) : (
    <UploadedOnly />
  );
};
