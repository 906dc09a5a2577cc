import { Box, Stack, Typography } from '@mui/material';
import { SourceChip } from '../decisions/SourceChip.tsx';
import type { DecisionRecord } from '../decisions/types.ts';
import { humanize } from '../ui/format.ts';
import { Loaded } from '../ui/Loaded.tsx';
import { RecordLink } from '../ui/RecordLink.tsx';
import { Section } from '../ui/Section.tsx';
import { Time } from '../ui/Time.tsx';
import { useView } from '../ui/use-view.ts';

const Decision = ({ decision }: { decision: DecisionRecord }) => (
  <Box component="li" sx={{ py: 1, borderBottom: 1, borderColor: 'divider' }}>
    <Typography variant="body2" component="div">
      <RecordLink resource="decisions" id={decision.id}>
        Explain
      </RecordLink>{' '}
      · <Time at={decision.at} /> · release {decision.release}
    </Typography>
    {decision.elements.map(({ placement, variant, source }) => (
      <Stack key={placement} direction="row" spacing={1} sx={{ alignItems: 'center', mt: 0.5 }}>
        <Typography variant="caption">
          {humanize(placement)}: {variant}
        </Typography>
        <SourceChip source={source} />
      </Stack>
    ))}
  </Box>
);

/** What the customer was shown, each with its explanation a click away. */
export const CustomerDecisions = ({ id }: { id: string }) => {
  const view = useView<DecisionRecord[]>(
    `customers/${encodeURIComponent(id)}/decisions?range=[0,9]&sort=["at","DESC"]`,
  );
  return (
    <Section title="Decisions" hint="the newest 10">
      <Loaded view={view} rows={2}>
        {(decisions) =>
          decisions.length === 0 ? (
            <Typography variant="body2">None was asked for yet.</Typography>
          ) : (
            <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
              {decisions.map((decision) => (
                <Decision key={decision.id} decision={decision} />
              ))}
            </Box>
          )
        }
      </Loaded>
    </Section>
  );
};
