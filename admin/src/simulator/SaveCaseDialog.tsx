import {
  Button,
  Checkbox,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  FormControlLabel,
  FormGroup,
  FormLabel,
  LinearProgress,
  MenuItem,
  Stack,
  TextField,
  Typography,
} from '@mui/material';
import { type FormEvent, useId, useState } from 'react';
import { useNotify, useRefresh } from 'react-admin';
import type { TestCase } from '#schemas/test-case.ts';
import { postJson } from '../api.ts';
import { useAction } from '../document/use-action.ts';
import { Failure } from '../ui/Loaded.tsx';
import type { SimulationInput } from './address.ts';
import { caseOf, type Draft, keyOf } from './case-of.ts';
import type { Explained } from './types.ts';

type Props = { input: SimulationInput; explained: Explained; onClose: () => void };

const chosenIn = ({ decision }: Explained): Record<string, string> =>
  Object.fromEntries(decision.elements.map(({ placement, variant }) => [placement, variant]));

/** The variants that could have been chosen for a placement, the chosen one first. */
const variantsFor = ({ trace }: Explained, placement: string, chosen: string): string[] => {
  const element = trace.elements.find((one) => one.placement === placement);
  const others = [...(element?.candidates ?? []), ...(element?.rejected ?? [])].map(({ variant }) => variant);
  return [...new Set([chosen, ...others])];
};

const Expected = ({
  explained,
  placements,
  onChange,
}: {
  explained: Explained;
  placements: Draft['placements'];
  onChange: (placements: Draft['placements']) => void;
}) => {
  const legend = useId();
  const without = (placement: string) =>
    Object.fromEntries(Object.entries(placements).filter(([key]) => key !== placement));
  return (
    <FormGroup role="group" aria-labelledby={legend}>
      <FormLabel id={legend} sx={{ mb: 1 }}>
        What must be chosen
      </FormLabel>
      {Object.entries(chosenIn(explained)).map(([placement, chosen]) => (
        <Stack key={placement} direction="row" sx={{ gap: 1, alignItems: 'center', mb: 1 }}>
          <Checkbox
            checked={placement in placements}
            onChange={(_, checked) =>
              onChange(checked ? { ...placements, [placement]: chosen } : without(placement))
            }
            slotProps={{ input: { 'aria-label': `Expect something in ${placement}` } }}
          />
          <TextField
            select
            fullWidth
            label={placement}
            value={placements[placement] ?? chosen}
            disabled={!(placement in placements)}
            onChange={(event) => onChange({ ...placements, [placement]: event.target.value })}
          >
            {variantsFor(explained, placement, chosen).map((variant) => (
              <MenuItem key={variant} value={variant}>
                {variant}
              </MenuItem>
            ))}
          </TextField>
        </Stack>
      ))}
    </FormGroup>
  );
};

/** Keeps a simulation as a test case, with what must come of it. */
export const SaveCaseDialog = ({ input, explained, onClose }: Props) => {
  const heading = useId();
  const notify = useNotify();
  const refresh = useRefresh();
  const [draft, setDraft] = useState<Draft>({
    name: '',
    required: false,
    frozen: true,
    placements: chosenIn(explained),
  });
  const change = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }));
  const save = useAction(async () => {
    await postJson<TestCase>('test-cases', caseOf(draft, input, explained));
    notify('The test case is saved. It runs whenever something is published.', { type: 'success' });
    refresh();
    onClose();
  });
  const missing =
    keyOf(draft.name) === ''
      ? 'Give it a name first.'
      : Object.keys(draft.placements).length === 0
        ? 'Expect something of at least one placement.'
        : undefined;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (missing === undefined && !save.pending) void save.run(undefined);
  };
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby={heading}>
      <form onSubmit={submit}>
        <DialogTitle id={heading}>Save as test case</DialogTitle>
        {save.pending && <LinearProgress aria-label="Saving" />}
        <DialogContent>
          <Stack spacing={2}>
            {save.error !== undefined && <Failure error={save.error} />}
            <TextField
              autoFocus
              required
              fullWidth
              label="Name"
              value={draft.name}
              sx={{ mt: 1 }}
              onChange={(event) => change({ name: event.target.value })}
              helperText={missing ?? `Its key is ${keyOf(draft.name)}.`}
            />
            <Expected
              explained={explained}
              placements={draft.placements}
              onChange={(placements) => change({ placements })}
            />
            <div>
              <FormControlLabel
                control={<Checkbox checked={draft.frozen} onChange={(_, frozen) => change({ frozen })} />}
                label="Keep what is known of them now"
              />
              <Typography variant="body2" color="text.secondary">
                {draft.frozen
                  ? 'What conditions read of the customer is copied, so the case stays the same when they move on. Their id stays in it, for experiments go by it; how often something was shown to them is not copied.'
                  : 'The customer is asked about as they are at each run: the case may fail because they changed.'}
              </Typography>
            </div>
            <FormControlLabel
              control={<Checkbox checked={draft.required} onChange={(_, required) => change({ required })} />}
              label="Required: refuse to publish what fails it"
            />
          </Stack>
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2 }}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="contained" disabled={save.pending || missing !== undefined}>
            Save
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
};
