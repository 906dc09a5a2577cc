import { Box, Chip, Stack, Typography } from '@mui/material';
import { RecordLink } from '../ui/RecordLink.tsx';
import { Section } from '../ui/Section.tsx';
import type { SegmentReason } from './types.ts';

const Membership = ({ segment: { key, name, reasons } }: { segment: SegmentReason }) => (
  <Box>
    <RecordLink resource="segments" id={key}>
      {name}
    </RecordLink>
    {reasons.map((reason) => (
      <Typography key={reason} variant="body2" color="text.secondary">
        {reason}
      </Typography>
    ))}
  </Box>
);

/** The segments a customer is in, each with why. */
export const Segments = ({ segments }: { segments: readonly SegmentReason[] }) => {
  const members = segments.filter(({ member }) => member);
  const others = segments.filter(({ member }) => !member);
  return (
    <Section title="Segments" hint="because …">
      {members.length === 0 && <Typography variant="body2">In no segment.</Typography>}
      <Stack spacing={1.5}>
        {members.map((segment) => (
          <Membership key={segment.key} segment={segment} />
        ))}
        {others.length > 0 && (
          <Stack direction="row" useFlexGap sx={{ gap: 0.75, flexWrap: 'wrap', alignItems: 'center' }}>
            <Typography variant="body2" color="text.secondary">
              Not in
            </Typography>
            {others.map(({ key, name, reasons }) => (
              <Chip key={key} size="small" variant="outlined" label={name} title={reasons.join(', ')} />
            ))}
          </Stack>
        )}
      </Stack>
    </Section>
  );
};
