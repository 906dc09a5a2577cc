import { Button } from '@mui/material';
import { useState } from 'react';
import { Confirm, useListContext, useNotify } from 'react-admin';
import { postJson } from '../api.ts';
import { useUndoNotice } from '../document/use-undo-notice.tsx';
import { formatCount } from '../ui/format.ts';
import { discardRows, restoreRows } from './discard.ts';

type Resent = { sent: number; failed: { id: string; reason: string }[] };

const rows = (count: number): string => `${formatCount(count)} ${count === 1 ? 'row' : 'rows'}`;

const useChosen = () => {
  const { selectedIds, onUnselectItems, refetch } = useListContext();
  const [busy, setBusy] = useState(false);
  const notify = useNotify();
  /** Tells what came of it, or what went wrong. */
  const run = (work: (ids: readonly string[]) => Promise<void>): void => {
    setBusy(true);
    work(selectedIds)
      .then(() => {
        onUnselectItems();
        refetch();
      })
      .catch((error: unknown) =>
        notify(error instanceof Error ? error.message : String(error), { type: 'error' }),
      )
      .finally(() => setBusy(false));
  };
  return { count: selectedIds.length, busy, run, notify };
};

/** What can be done with the chosen rows that wait. */
const ForWaiting = () => {
  const { count, busy, run, notify } = useChosen();
  const [confirming, setConfirming] = useState(false);
  const tell = useUndoNotice();
  const resend = async (ids: readonly string[]): Promise<void> => {
    const {
      sent,
      failed: { length },
    } = await postJson<Resent>('quarantine/resend', { ids });
    if (length === 0) notify(`${rows(sent)} sent again.`, { type: 'success' });
    else notify(`${rows(sent)} sent again, ${rows(length)} still at fault.`, { type: 'warning' });
  };
  const discard = async (ids: readonly string[]): Promise<void> => {
    const discarded = await discardRows(ids);
    tell(`${rows(discarded)} discarded.`, () => restoreRows(ids));
  };
  return (
    <>
      <Button loading={busy} onClick={() => run(resend)}>
        Send again
      </Button>
      <Button color="error" disabled={busy} onClick={() => setConfirming(true)}>
        Discard
      </Button>
      <Confirm
        isOpen={confirming}
        title={`Discard ${rows(count)}?`}
        content="What they tell is not counted. They can be restored for as long as rows are kept here."
        confirm="Discard"
        onConfirm={() => {
          setConfirming(false);
          run(discard);
        }}
        onClose={() => setConfirming(false)}
      />
    </>
  );
};

/** What can be done with the chosen rows that were discarded. */
const ForDiscarded = () => {
  const { busy, run, notify } = useChosen();
  const restore = async (ids: readonly string[]): Promise<void> =>
    notify(`${rows(await restoreRows(ids))} restored.`, { type: 'success' });
  return (
    <Button loading={busy} onClick={() => run(restore)}>
      Restore
    </Button>
  );
};

/** What can be done with the chosen rows. */
export const BulkActions = () => {
  const { filterValues } = useListContext();
  return filterValues['state'] === 'discarded' ? <ForDiscarded /> : <ForWaiting />;
};
