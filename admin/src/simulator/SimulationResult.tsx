import { Alert, Box, Stack, Typography } from '@mui/material';
import { useId } from 'react';
import { TraceView } from '../decisions/TraceView.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { formatTime } from '../ui/format.ts';
import { DifferenceSection } from './DifferenceSection.tsx';
import type { Explained, Simulation } from './types.ts';

const Side = ({ title, explained }: { title: string; explained: Explained }) => {
  const heading = useId();
  const { decision, trace } = explained;
  return (
    <Stack component="section" aria-labelledby={heading} spacing={2} sx={{ minWidth: 0 }}>
      <div>
        <Typography variant="h2" id={heading}>
          {title}
        </Typography>
        <Typography variant="body2" color="text.secondary">
          {formatTime(decision.at)} · release {decision.release} · evidence {decision.evidence} ·{' '}
          {decision.environment}
        </Typography>
      </div>
      {decision.elements.length === 0 && (
        <EmptyState
          title="Nothing to decide"
          why="No placement is on that page. Choose another page, or name placements."
        />
      )}
      <TraceView decision={decision} trace={trace} />
    </Stack>
  );
};

type Props = { simulation: Simulation; wantsDrafts: boolean };

/** What was decided, and why; live and drafts side by side where both were asked for. */
export const SimulationResult = ({ simulation, wantsDrafts }: Props) => {
  const { customer, live, draft, differences } = simulation;
  return (
    <Stack spacing={2}>
      {!customer.known && (
        <Alert severity="info" variant="outlined">
          {customer.id} is not known here: this is what somebody without a history gets.
        </Alert>
      )}
      {wantsDrafts && draft === null && (
        <Alert severity="info" variant="outlined">
          No draft differs from what is live.
        </Alert>
      )}
      {live && draft && differences && (
        <DifferenceSection live={live} draft={draft} differences={differences} />
      )}
      <Box
        sx={{
          display: 'grid',
          gap: 2,
          alignItems: 'start',
          gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 380px), 1fr))',
        }}
      >
        {live && <Side title="Live" explained={live} />}
        {draft && <Side title="Drafts" explained={draft} />}
      </Box>
    </Stack>
  );
};
