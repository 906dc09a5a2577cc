import { Stack } from '@mui/material';
import { formatCount, formatMoney, formatTime } from '../ui/format.ts';
import { Stat } from '../ui/Stat.tsx';
import type { WireProfile } from './types.ts';

/** The few numbers that say who this is. */
export const Highlights = ({ profile: { engagement, counters, session } }: { profile: WireProfile }) => (
  <Stack direction="row" useFlexGap sx={{ gap: 2, flexWrap: 'wrap' }}>
    <Stat label="Engagement" value={engagement.score.toFixed(0)} hint="0 to 100, halves with its half-life" />
    <Stat
      label="Orders"
      value={formatCount(counters.orders)}
      hint={counters.lastOrderAt ? `last ${formatTime(counters.lastOrderAt)}` : 'none yet'}
    />
    <Stat label="Order value" value={counters.orderValue ? formatMoney(counters.orderValue) : '–'} />
    <Stat
      label="Visits"
      value={formatCount(counters.sessions)}
      hint={session ? `newest: ${formatCount(session.pagesViewed)} pages, depth ${session.depth}` : undefined}
    />
  </Stack>
);
