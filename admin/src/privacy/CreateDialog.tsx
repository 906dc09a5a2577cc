import {
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  LinearProgress,
  MenuItem,
  Stack,
  TextField,
} from '@mui/material';
import { type FormEvent, useState } from 'react';
import { useRefresh } from 'react-admin';
import {
  type NewPrivacyRequest,
  type PrivacyLaw,
  type PrivacyRequestType,
  privacyRequestTypes,
} from '#schemas/privacy.ts';
import { postJson } from '../api.ts';
import { useAction } from '../document/use-action.ts';
import { Failure } from '../ui/Loaded.tsx';
import { lawNames, words } from './types.ts';

type Form = {
  type: PrivacyRequestType;
  customer: string;
  /** Empty: the one that the settings are about. */
  law: PrivacyLaw | '';
  /** A day; empty: now. */
  received: string;
  note: string;
  traits: string;
};

const empty: Form = { type: 'access', customer: '', law: '', received: '', note: '', traits: '' };

/** One trait a line: `city: Bonn`; a name alone removes the trait. */
const traitsOf = (text: string): NonNullable<NewPrivacyRequest['traits']> =>
  Object.fromEntries(
    text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => {
        const [name = '', ...value] = line.split(':');
        const given = value.join(':').trim();
        return [name.trim(), given === '' ? null : given];
      }),
  );

const bodyOf = ({ type, customer, law, received, note, traits }: Form): NewPrivacyRequest => ({
  type,
  customer_id: customer.trim(),
  ...(law !== '' && { law }),
  ...(received !== '' && { received_at: `${received}T00:00:00Z` }),
  ...(note.trim() !== '' && { note: note.trim() }),
  ...(type === 'rectification' && { traits: traitsOf(traits) }),
});

/** Puts on record what a person asks for. */
export const CreateDialog = ({ onClose }: { onClose: () => void }) => {
  const [form, setForm] = useState(empty);
  const refresh = useRefresh();
  const adding = useAction(async (given: Form) => {
    await postJson('privacy-requests', bodyOf(given));
    refresh();
    onClose();
  });
  const set = (change: Partial<Form>): void => setForm({ ...form, ...change });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void adding.run(form);
  };
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="new-request">
      <form onSubmit={submit}>
        <DialogTitle id="new-request">New privacy request</DialogTitle>
        <DialogContent>
          <Stack spacing={2} sx={{ pt: 1 }}>
            {adding.error !== undefined && <Failure error={adding.error} />}
            <TextField
              select
              label="The person asks for"
              value={form.type}
              helperText={words[form.type].does}
              onChange={(event) => set({ type: event.target.value as PrivacyRequestType })}
            >
              {privacyRequestTypes.map((type) => (
                <MenuItem key={type} value={type}>
                  {words[type].name}
                </MenuItem>
              ))}
            </TextField>
            <TextField
              required
              label="Customer id"
              value={form.customer}
              onChange={(event) => set({ customer: event.target.value })}
            />
            {form.type === 'rectification' && (
              <TextField
                required
                multiline
                label="Right values"
                placeholder="city: Bonn"
                helperText="One trait a line, as in “city: Bonn”; a name alone removes the trait"
                value={form.traits}
                onChange={(event) => set({ traits: event.target.value })}
              />
            )}
            <Stack direction={{ xs: 'column', sm: 'row' }} spacing={2}>
              <TextField
                select
                fullWidth
                label="Law"
                value={form.law}
                helperText="Its deadline holds"
                slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
                onChange={(event) => set({ law: event.target.value as Form['law'] })}
              >
                <MenuItem value="">by the settings</MenuItem>
                {Object.entries(lawNames).map(([law, name]) => (
                  <MenuItem key={law} value={law}>
                    {name}
                  </MenuItem>
                ))}
              </TextField>
              <TextField
                fullWidth
                type="date"
                label="Received"
                helperText="Today when empty; the deadline counts from it"
                value={form.received}
                slotProps={{ inputLabel: { shrink: true } }}
                onChange={(event) => set({ received: event.target.value })}
              />
            </Stack>
            <TextField
              multiline
              label="Note"
              value={form.note}
              onChange={(event) => set({ note: event.target.value })}
            />
            {adding.pending && <LinearProgress aria-label="Creating the request" />}
          </Stack>
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2 }}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="contained" disabled={adding.pending}>
            Create
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
};
