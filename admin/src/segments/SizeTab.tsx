import { Stack, Typography } from '@mui/material';
import type { DocumentRecord } from '../document/types.ts';
import { formatCount } from '../ui/format.ts';
import { Loaded } from '../ui/Loaded.tsx';
import { Section } from '../ui/Section.tsx';
import { Stat } from '../ui/Stat.tsx';
import { OverlapSection } from './OverlapSection.tsx';
import { RecomputeBanner } from './RecomputeBanner.tsx';
import { SizeChart } from './SizeChart.tsx';
import { SizeNow } from './SizeNow.tsx';
import type { Detail } from './types.ts';
import { UsedBy } from './UsedBy.tsx';
import { useSizes } from './use-recompute.ts';

/** How many are in a segment, how that has changed, whom it shares with others, and what uses it. */
export const SizeTab = ({ record }: { record: DocumentRecord }) => {
  const view = useSizes<Detail>(`segments/${record.key}/size`);
  if (record.live === null)
    return <Typography color="text.secondary">Customers are counted once it is published.</Typography>;
  return (
    <Loaded view={view}>
      {({ uploaded, days, usedBy, recompute, ...size }) => (
        <>
          <RecomputeBanner />
          <Stack direction="row" sx={{ gap: 2, flexWrap: 'wrap' }}>
            <Stat label="Customers now" value={<SizeNow size={size} recompute={recompute} />} />
            {uploaded !== null && (
              <Stat
                label="Uploaded ids"
                value={formatCount(uploaded)}
                hint="with and without a profile of their own yet"
              />
            )}
          </Stack>
          <Section title="By day" hint={`the last ${days.length} days`}>
            <SizeChart name={size.name} days={days} />
          </Section>
          <OverlapSection segment={record.key} />
          <Section title="Used by">
            <UsedBy documents={usedBy} />
          </Section>
        </>
      )}
    </Loaded>
  );
};
