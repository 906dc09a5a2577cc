import { Box, Chip, Stack, Typography } from '@mui/material';
import type { Withheld } from '#schemas/withheld.ts';
import { RecordLink } from '../ui/RecordLink.tsx';
import { Section } from '../ui/Section.tsx';
import type { SegmentReason } from './types.ts';
import { WithheldNote } from './WithheldNote.tsx';

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

type Props = { segments: readonly SegmentReason[]; withheld: readonly Withheld[] };

/** The segments a customer is in, each with why, or why that is withheld. */
export const Segments = ({ segments, withheld }: Props) => {
  const members = segments.filter(({ member }) => member);
  const isWithheld = withheld.some(({ section }) => section === 'segments');
  // what was not asked has no answer
  const others = isWithheld ? [] : segments.filter(({ member }) => !member);
  return (
    <Section title="Segments" hint="because …">
      <WithheldNote withheld={withheld} section="segments" />
      {members.length === 0 && !isWithheld && <Typography variant="body2">In no segment.</Typography>}
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
