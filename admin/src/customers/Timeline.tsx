import { Box, Typography } from '@mui/material';
import { formatMoney, humanize } from '../ui/format.ts';
import { Loaded } from '../ui/Loaded.tsx';
import { Section } from '../ui/Section.tsx';
import { Time } from '../ui/Time.tsx';
import { useView } from '../ui/use-view.ts';
import type { CustomerEvent } from './types.ts';

const isMoney = (value: unknown): value is { amount: number; currency: string } =>
  typeof value === 'object' && value !== null && 'amount' in value && 'currency' in value;

const shown = (value: unknown): string => {
  if (isMoney(value)) return formatMoney(value);
  if (Array.isArray(value)) return `${value.length} ${value.length === 1 ? 'item' : 'items'}`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

const dataPhrase = (data: Record<string, unknown> = {}): string =>
  Object.entries(data)
    .map(([key, value]) => `${humanize(key)} ${shown(value)}`)
    .join(' · ');

const Event = ({ event }: { event: CustomerEvent }) => (
  <Box component="li" sx={{ py: 1, borderBottom: 1, borderColor: 'divider' }}>
    <Typography variant="body2">
      <strong>{humanize(event.type)}</strong>{' '}
      <Box component="span" sx={{ color: 'text.secondary' }}>
        <Time at={event.at} />
      </Box>
    </Typography>
    <Typography variant="caption" color="text.secondary" sx={{ overflowWrap: 'anywhere' }}>
      {dataPhrase(event.data)}
    </Typography>
  </Box>
);

/** What the customer did, newest first. */
export const Timeline = ({ id }: { id: string }) => {
  const view = useView<CustomerEvent[]>(
    `customers/${encodeURIComponent(id)}/events?range=[0,49]&sort=["at","DESC"]`,
  );
  return (
    <Section title="Timeline" hint="the newest 50 events">
      <Loaded view={view} rows={2}>
        {(events) =>
          events.length === 0 ? (
            <Typography variant="body2">Nothing happened yet.</Typography>
          ) : (
            <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
              {events.map((event) => (
                <Event key={event.id} event={event} />
              ))}
            </Box>
          )
        }
      </Loaded>
    </Section>
  );
};
