import { MenuItem, Stack, TextField } from '@mui/material';
import { useState } from 'react';
import type { AnalyticsReport } from '#schemas/analytics.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { humanize } from '../ui/format.ts';
import { Loaded } from '../ui/Loaded.tsx';
import { PageHeader } from '../ui/PageHeader.tsx';
import { Section } from '../ui/Section.tsx';
import { useView } from '../ui/use-view.ts';
import { RateTable } from './RateTable.tsx';

const spans = [7, 30, 90] as const;

const daysAgo = (days: number): string =>
  new Date(Date.now() - (days - 1) * 86_400_000).toISOString().slice(0, 10);

/** How each variant did, placement by placement. */
export const AnalyticsScreen = () => {
  const [days, setDays] = useState<number>(30);
  const view = useView<AnalyticsReport>(`analytics?from=${daysAgo(days)}&to=${daysAgo(1)}`);
  return (
    <>
      <PageHeader
        title="Analytics"
        subtitle="What was shown and what came of it. Only experiments tell cause from coincidence."
        actions={
          <TextField
            select
            label="Span"
            value={days}
            onChange={(event) => setDays(Number(event.target.value))}
            sx={{ minWidth: 150 }}
          >
            {spans.map((span) => (
              <MenuItem key={span} value={span}>
                last {span} days
              </MenuItem>
            ))}
          </TextField>
        }
      />
      <Loaded view={view}>
        {({ placements }) =>
          placements.length === 0 ? (
            <EmptyState
              title="Nothing was shown"
              why="Numbers appear once storefronts ask for decisions and report what they showed."
            />
          ) : (
            <Stack spacing={2} sx={{ pb: 4 }}>
              {placements.map((placement) => (
                <Section key={placement.placement} title={humanize(placement.placement)} flush>
                  <RateTable placement={placement} />
                </Section>
              ))}
            </Stack>
          )
        }
      </Loaded>
    </>
  );
};
