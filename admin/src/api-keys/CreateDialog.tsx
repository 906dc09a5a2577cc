import {
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  MenuItem,
  Stack,
  TextField,
} from '@mui/material';
import { type FormEvent, useState } from 'react';
import { useDataProvider, useRefresh } from 'react-admin';
import { useAction } from '../document/use-action.ts';
import { Failure } from '../ui/Loaded.tsx';
import { KeyText } from './KeyText.tsx';
import type { ApiKeyKind, CreatedApiKey } from './types.ts';

const kinds: readonly [ApiKeyKind, string][] = [
  ['server', 'Server: everything, keep it secret'],
  ['browser', 'Browser: decide and track only'],
];

/** What holds when the field is left empty. */
const usualLimits: Readonly<Record<ApiKeyKind, string>> = {
  server: 'Empty: no limit',
  browser: 'For each visitor’s address; empty: 600',
};

type Form = { name: string; kind: ApiKeyKind; limit: string };

const requestOf = ({ name, kind, limit }: Form) => ({
  name,
  kind,
  ...(limit !== '' && { requestsPerMinute: Number(limit) }),
});

/** Asks for a name, makes the key, and shows its text once. */
export const CreateDialog = ({ onClose }: { onClose: () => void }) => {
  const [form, setForm] = useState<Form>({ name: '', kind: 'server', limit: '' });
  const [made, setMade] = useState<CreatedApiKey | undefined>(undefined);
  const dataProvider = useDataProvider();
  const refresh = useRefresh();
  const making = useAction(async (asked: Form) => {
    setMade((await dataProvider.create<CreatedApiKey>('api-keys', { data: requestOf(asked) })).data);
  });
  const close = (): void => {
    refresh();
    onClose();
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    making.run(form);
  };
  if (made) return <KeyText text={made.key} name={made.name} onClose={close} />;
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="new-key">
      <form onSubmit={submit}>
        <DialogTitle id="new-key">New API key</DialogTitle>
        <DialogContent>
          <Stack spacing={2} sx={{ pt: 1 }}>
            {making.error !== undefined && <Failure error={making.error} />}
            <TextField
              autoFocus
              required
              label="Name"
              helperText="Who will use it, such as “web shop”"
              value={form.name}
              onChange={(event) => setForm({ ...form, name: event.target.value })}
            />
            <TextField
              select
              label="For"
              value={form.kind}
              onChange={(event) => setForm({ ...form, kind: event.target.value as ApiKeyKind })}
            >
              {kinds.map(([kind, label]) => (
                <MenuItem key={kind} value={kind}>
                  {label}
                </MenuItem>
              ))}
            </TextField>
            <TextField
              type="number"
              label="Requests a minute"
              helperText={usualLimits[form.kind]}
              value={form.limit}
              onChange={(event) => setForm({ ...form, limit: event.target.value })}
              slotProps={{ htmlInput: { min: 1, max: 1_000_000, step: 1 } }}
            />
          </Stack>
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2 }}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="contained" disabled={making.pending}>
            Create
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
};
