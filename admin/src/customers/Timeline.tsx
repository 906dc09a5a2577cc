import { Box, ToggleButton, ToggleButtonGroup, Typography } from '@mui/material';
import { useState } from 'react';
import { Loaded } from '../ui/Loaded.tsx';
import { Section } from '../ui/Section.tsx';
import { useView } from '../ui/use-view.ts';
import { Pager } from './Pager.tsx';
import { TimelineEntry } from './TimelineEntry.tsx';
import type { TimelineItem } from './types.ts';

const pageSize = 20;

const kinds = [
  { value: 'all', label: 'All' },
  { value: 'event', label: 'Behavior' },
  { value: 'decision', label: 'Decisions' },
  { value: 'transition', label: 'Journeys' },
] as const;
type Kind = (typeof kinds)[number]['value'];

const empty: Record<Kind, string> = {
  all: 'Nothing happened yet.',
  event: 'Nothing was done yet.',
  decision: 'No decision was asked for yet.',
  transition: 'In no journey yet.',
};

const pathOf = (id: string, kind: Kind, page: number): string => {
  const range = JSON.stringify([page * pageSize, (page + 1) * pageSize]);
  const filter = kind === 'all' ? '' : `&filter=${encodeURIComponent(JSON.stringify({ kind }))}`;
  return `customers/${encodeURIComponent(id)}/timeline?range=${range}${filter}`;
};

/** What happened with the customer, the newest first: behaviors, decisions and journeys, a page at a time. */
export const Timeline = ({ id }: { id: string }) => {
  const [kind, setKind] = useState<Kind>('all');
  const [page, setPage] = useState(0);
  // one more than is shown tells whether there is another page
  const view = useView<TimelineItem[]>(pathOf(id, kind, page));
  const choose = (chosen: Kind | null): void => {
    if (chosen === null) return;
    setKind(chosen);
    setPage(0);
  };
  return (
    <Section
      title="Timeline"
      actions={
        <ToggleButtonGroup
          exclusive
          size="small"
          value={kind}
          aria-label="What the timeline shows"
          onChange={(_event, chosen: Kind | null) => choose(chosen)}
        >
          {kinds.map(({ value, label }) => (
            <ToggleButton key={value} value={value} sx={{ textTransform: 'none', px: 1.25 }}>
              {label}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      }
    >
      <Loaded view={view} rows={3}>
        {(items) => (
          <>
            {items.length === 0 && <Typography variant="body2">{empty[kind]}</Typography>}
            <Box component="ul" aria-label="Timeline" sx={{ listStyle: 'none', m: 0, p: 0 }}>
              {items.slice(0, pageSize).map((item) => (
                <TimelineEntry key={item.id} item={item} />
              ))}
            </Box>
            <Pager page={page} isLast={items.length <= pageSize} onPage={setPage} />
          </>
        )}
      </Loaded>
    </Section>
  );
};
