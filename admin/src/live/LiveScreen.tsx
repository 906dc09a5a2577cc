import PauseIcon from '@mui/icons-material/Pause';
import ResumeIcon from '@mui/icons-material/PlayArrow';
import { Alert, Box, Button, Card, Chip, Stack, TextField } from '@mui/material';
import { useState } from 'react';
import { EmptyState } from '../ui/EmptyState.tsx';
import { formatCount } from '../ui/format.ts';
import { PageHeader } from '../ui/PageHeader.tsx';
import { LiveTable } from './LiveTable.tsx';
import { matching } from './live-events.ts';
import { type Connection, useLiveEvents } from './use-live-events.ts';

const connectionWords = {
  connecting: { label: 'connecting', color: 'default' },
  open: { label: 'live', color: 'success' },
  lost: { label: 'connection lost, trying again', color: 'warning' },
} as const satisfies Record<Connection, object>;

/** Events as they come in and are folded into profiles. */
export const LiveScreen = () => {
  const { state, change, connection } = useLiveEvents();
  const [type, setType] = useState('');
  const [customer, setCustomer] = useState('');
  const { paused, held, dropped } = state;
  const events = matching(state.events, { type, customer });
  return (
    <>
      <PageHeader
        title="Live events"
        subtitle="Behaviors as they are folded into profiles, the newest 200."
        badges={<Chip size="small" variant="outlined" {...connectionWords[connection]} />}
        actions={
          <>
            <Button
              onClick={() => change({ type: 'cleared' })}
              disabled={state.events.length + held.length === 0}
            >
              Clear
            </Button>
            <Button
              variant="outlined"
              startIcon={paused ? <ResumeIcon /> : <PauseIcon />}
              onClick={() => change({ type: 'paused', paused: !paused })}
            >
              {paused ? `Go on (${formatCount(held.length)} waiting)` : 'Pause'}
            </Button>
          </>
        }
      />
      <Stack spacing={2} sx={{ pb: 4 }}>
        <Stack direction="row" useFlexGap sx={{ gap: 1.5, flexWrap: 'wrap' }}>
          <TextField
            label="Behavior contains"
            value={type}
            onChange={({ target }) => setType(target.value)}
          />
          <TextField
            label="Customer contains"
            value={customer}
            onChange={({ target }) => setCustomer(target.value)}
          />
        </Stack>
        <Box role="status" sx={{ '&:empty': { display: 'none' } }}>
          {dropped > 0 && (
            <Alert severity="warning" variant="outlined">
              {formatCount(dropped)} came faster than they could be shown and are left out here. All are
              stored.
            </Alert>
          )}
        </Box>
        <Card sx={{ overflowX: 'auto' }}>
          {events.length === 0 ? (
            <EmptyState
              title={state.events.length === 0 ? 'Waiting for events' : 'Nothing matches'}
              why={
                state.events.length === 0
                  ? 'Whatever is tracked from now on shows up here within a moment.'
                  : 'Events come in, but none of them has this behavior and customer.'
              }
            />
          ) : (
            <LiveTable events={events} />
          )}
        </Card>
      </Stack>
    </>
  );
};
