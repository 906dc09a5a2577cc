import { Button, MenuItem, Stack, TextField, ToggleButton, ToggleButtonGroup } from '@mui/material';
import { useState } from 'react';
import type { ReplayRequest } from '#schemas/replay.ts';
import { Failure } from '../ui/Loaded.tsx';
import { Section } from '../ui/Section.tsx';
import { useView } from '../ui/use-view.ts';

type Release = { number: number; reason: string; current: boolean };

const hour = 3_600_000;
const spans = [
  ['Last hour', hour],
  ['24 hours', 24 * hour],
  ['7 days', 7 * 24 * hour],
  ['30 days', 30 * 24 * hour],
] as const;

const labelOf = ({ number, reason, current }: Release): string =>
  `release ${number}${current ? ' (in force)' : ''}${reason === '' ? '' : `: ${reason}`}`;

type Props = {
  start: (request: ReplayRequest) => void;
  /** Why nothing can be started now. */
  busy: string | null;
  error: unknown;
};

/** What to replay, and which traffic. */
export const ReplayForm = ({ start, busy, error }: Props) => {
  const [chosen, setChosen] = useState('draft');
  const [span, setSpan] = useState<number>(spans[1][1]);
  const { value: releases = [] } = useView<Release[]>('releases?range=[0,49]');
  const submit = (): void =>
    start({
      release: chosen === 'draft' ? 'draft' : Number(chosen),
      since: new Date(Date.now() - span).toISOString(),
    });
  return (
    <Section title="What would have happened?">
      <Stack
        component="form"
        direction={{ xs: 'column', sm: 'row' }}
        sx={{ gap: 2, alignItems: { sm: 'center' } }}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextField
          select
          label="With"
          value={chosen}
          onChange={(event) => setChosen(event.target.value)}
          sx={{ minWidth: 240, maxWidth: 420 }}
        >
          <MenuItem value="draft">all drafts</MenuItem>
          {releases.map((release) => (
            <MenuItem key={release.number} value={String(release.number)}>
              {labelOf(release)}
            </MenuItem>
          ))}
        </TextField>
        <ToggleButtonGroup
          exclusive
          size="small"
          value={span}
          aria-label="Traffic of"
          onChange={(_event, chosen: number | null) => setSpan(chosen ?? span)}
        >
          {spans.map(([label, length]) => (
            <ToggleButton key={length} value={length} sx={{ textTransform: 'none', px: 1.5 }}>
              {label}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
        <Button type="submit" variant="contained" disabled={busy !== null}>
          {busy ?? 'Replay'}
        </Button>
      </Stack>
      {error !== null && error !== undefined && (
        <Stack sx={{ mt: 2 }}>
          <Failure error={error} />
        </Stack>
      )}
    </Section>
  );
};
