import { Stack } from '@mui/material';
import { formatCount, formatMoney, formatTime } from '../ui/format.ts';
import { Stat } from '../ui/Stat.tsx';
import { EngagementCard } from './EngagementCard.tsx';
import type { CustomerRecord } from './types.ts';

/** The few numbers that say who this is. */
export const Highlights = ({ profile: { counters, picture, session } }: { profile: CustomerRecord }) => (
  <Stack direction="row" useFlexGap sx={{ gap: 2, flexWrap: 'wrap' }}>
    {picture && <EngagementCard engagement={picture.engagement} />}
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
