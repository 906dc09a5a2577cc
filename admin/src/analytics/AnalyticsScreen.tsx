import { MenuItem, Stack, TextField } from '@mui/material';
import { useState } from 'react';
import { EmptyState } from '../ui/EmptyState.tsx';
import { humanize } from '../ui/format.ts';
import { Loaded } from '../ui/Loaded.tsx';
import { PageHeader } from '../ui/PageHeader.tsx';
import { Section } from '../ui/Section.tsx';
import { useView } from '../ui/use-view.ts';
import { RateTable } from './RateTable.tsx';
import type { Analytics, AnalyticsRow } from './types.ts';

const spans = [7, 30, 90] as const;

const byPlacement = (rows: readonly AnalyticsRow[]): [string, AnalyticsRow[]][] => {
  const groups = new Map<string, AnalyticsRow[]>();
  for (const row of rows) groups.set(row.placement, [...(groups.get(row.placement) ?? []), row]);
  return [...groups];
};

const daysAgo = (days: number): string =>
  new Date(Date.now() - (days - 1) * 86_400_000).toISOString().slice(0, 10);

/** How each variant did, placement by placement. */
export const AnalyticsScreen = () => {
  const [days, setDays] = useState<number>(30);
  const view = useView<Analytics>(`analytics?from=${daysAgo(days)}&to=${daysAgo(1)}`);
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
        {({ rows }) =>
          rows.length === 0 ? (
            <EmptyState
              title="Nothing was shown"
              why="Numbers appear once storefronts ask for decisions and report what they showed."
            />
          ) : (
            <Stack spacing={2} sx={{ pb: 4 }}>
              {byPlacement(rows).map(([placement, variants]) => (
                <Section key={placement} title={humanize(placement)} flush>
                  <RateTable rows={variants} />
                </Section>
              ))}
            </Stack>
          )
        }
      </Loaded>
    </>
  );
};
