import { Button } from '@mui/material';
import { useState } from 'react';
import { Confirm, useListContext, useNotify } from 'react-admin';
import { postJson } from '../api.ts';
import { formatCount } from '../ui/format.ts';

type Resent = { sent: number; failed: { id: string; reason: string }[] };

const rows = (count: number): string => `${formatCount(count)} ${count === 1 ? 'row' : 'rows'}`;

/** What can be done with the chosen rows. */
export const BulkActions = () => {
  const { selectedIds, onUnselectItems, refetch } = useListContext();
  const [confirming, setConfirming] = useState(false);
  const [busy, setBusy] = useState(false);
  const notify = useNotify();
  const done = (message: string, type: 'success' | 'warning'): void => {
    notify(message, { type });
    onUnselectItems();
    refetch();
  };
  const fail = (error: unknown): void =>
    notify(error instanceof Error ? error.message : String(error), { type: 'error' });
  const resend = (): void => {
    setBusy(true);
    postJson<Resent>('quarantine/resend', { ids: selectedIds })
      .then(({ sent, failed: { length } }) =>
        length === 0
          ? done(`${rows(sent)} sent again.`, 'success')
          : done(`${rows(sent)} sent again, ${rows(length)} still at fault.`, 'warning'),
      )
      .catch(fail)
      .finally(() => setBusy(false));
  };
  const discard = (): void => {
    setConfirming(false);
    setBusy(true);
    postJson<{ discarded: number }>('quarantine/discard', { ids: selectedIds })
      .then(({ discarded }) => done(`${rows(discarded)} discarded.`, 'success'))
      .catch(fail)
      .finally(() => setBusy(false));
  };
  return (
    <>
      <Button loading={busy} onClick={resend}>
        Send again
      </Button>
      <Button color="error" disabled={busy} onClick={() => setConfirming(true)}>
        Discard
      </Button>
      <Confirm
        isOpen={confirming}
        title={`Discard ${rows(selectedIds.length)}?`}
        content="They are removed for good; what they tell is not counted."
        confirm="Discard"
        onConfirm={discard}
        onClose={() => setConfirming(false)}
      />
    </>
  );
};
