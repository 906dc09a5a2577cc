import { Box, Chip, Stack, Typography } from '@mui/material';
import { TraceTree } from '../conditions/TraceTree.tsx';
import { RecordLink } from '../ui/RecordLink.tsx';
import { Section } from '../ui/Section.tsx';
import type { SegmentMembership } from './types.ts';

const Because = ({ segment: { reason, conditions } }: { segment: SegmentMembership }) => {
  if (conditions) return <TraceTree trace={conditions} />;
  return (
    <Typography variant="body2" color="text.secondary">
      {reason ?? 'its conditions hold'}
    </Typography>
  );
};

/** The segments a customer is in, each with why. */
export const Segments = ({ segments }: { segments: readonly SegmentMembership[] }) => {
  const members = segments.filter(({ member }) => member !== false);
  const others = segments.filter(({ member }) => member === false);
  return (
    <Section title="Segments" hint="because …">
      {members.length === 0 && <Typography variant="body2">In no segment.</Typography>}
      <Stack spacing={2}>
        {members.map((segment) => (
          <Box key={segment.key}>
            <RecordLink resource="segments" id={segment.key}>
              {segment.name}
            </RecordLink>
            <Because segment={segment} />
          </Box>
        ))}
        {others.length > 0 && (
          <Stack direction="row" useFlexGap sx={{ gap: 0.75, flexWrap: 'wrap', alignItems: 'center' }}>
            <Typography variant="body2" color="text.secondary">
              Not in
            </Typography>
            {others.map(({ key, name }) => (
              <Chip key={key} size="small" variant="outlined" label={name} />
            ))}
          </Stack>
        )}
      </Stack>
    </Section>
  );
};
